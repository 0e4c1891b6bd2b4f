import { vaultError } from './error.ts';

/**
 * Lets work with the keys in until it is shut; shutting waits for those who are inside, so that nobody seals with a key
 * that is being overwritten.
 */
export interface UseGate {
  /** @throws HANDSET_LOCKED once shut */
  readonly check: () => void;
  /** Runs `work` inside. @throws HANDSET_LOCKED once shut */
  readonly inside: <T>(work: () => Promise<T>) => Promise<T>;
  /** From the call on nobody gets in; resolves when nobody is inside. */
  readonly shut: () => Promise<void>;
}

export function createUseGate(): UseGate {
  let isShut = false;
  let users = 0;
  let emptied: (() => void) | undefined;
  const empty = new Promise<void>((resolve) => {
    emptied = resolve;
  });

  function check(): void {
    if (isShut) throw vaultError('HANDSET_LOCKED', 'The handset is locked.');
  }

  return {
    check,
    inside: async (work) => {
      check();
      users += 1;
      try {
        return await work();
      } finally {
        users -= 1;
        if (isShut && users === 0) emptied?.();
      }
    },
    shut: () => {
      isShut = true;
      if (users === 0) emptied?.();
      return empty;
    },
  };
}
