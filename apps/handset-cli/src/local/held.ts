import type { Handset, Vault } from '@sotto/handset';
import type { NoticeRow } from '../output/row.ts';

/** A handset that this process holds for others, open or locked. */
export interface Held {
  readonly vault: Vault;
  /** The open one; the last one that was, when it is locked: it answers HANDSET_LOCKED. */
  readonly handset: () => Handset;
  /** Drops what is in memory, and goes on taking in what comes, sealed as it is. */
  readonly lock: () => Promise<void>;
  /** @throws what `Vault.unlock` throws */
  readonly unlock: (passphrase: string, signal: AbortSignal) => Promise<void>;
  /** Locked now, and not wiped: the next one that is unlocked, or `undefined` when the signal aborts first. */
  readonly next: (signal: AbortSignal) => Promise<Handset | undefined>;
  /** Ends whoever waits for the next one. */
  readonly wipe: () => Promise<void>;
  /** One of the person's devices, or a trusted contact, had it wiped: nobody waits for it any more. */
  readonly wipedFromAfar: () => void;
  /** Somebody used it: if that is not its owner, it may be that it was reported lost. */
  readonly used: () => void;
  readonly idleMs: () => number;
}

/** @param tell hears how many envelopes came while it is locked, and that it was wiped from afar */
export function hold(vault: Vault, first: Handset, tell: (row: NoticeRow) => void): Held {
  let handset = first;
  let usedAtMs = performance.now();
  let unlocked = Promise.withResolvers<Handset | undefined>();
  let isGone = false;
  const gone = (): void => {
    isGone = true;
    unlocked.resolve(undefined);
  };
  return {
    vault,
    handset: () => handset,
    lock: () => handset.lock({ collect: true, onCollected: (count) => tell(cameRow(count)) }),
    unlock: async (passphrase, signal) => {
      try {
        handset = await vault.unlock({ passphrase, signal });
      } finally {
        // The last of the wrong tries wipes.
        if (vault.state === 'empty') gone();
      }
      usedAtMs = performance.now();
      unlocked.resolve(handset);
      unlocked = Promise.withResolvers();
    },
    next: async (signal) => {
      if (isGone || signal.aborted || vault.state !== 'locked') return undefined;
      const stopped = new Promise<undefined>((resolve) =>
        signal.addEventListener('abort', () => resolve(undefined), { once: true }),
      );
      return Promise.race([unlocked.promise, stopped]);
    },
    wipe: async () => {
      await vault.wipe();
      gone();
    },
    wipedFromAfar: () => {
      const message = 'This handset was wiped from afar, as it was reported lost.';
      tell({ type: 'notice', code: 'wiped', message });
      gone();
    },
    used: () => {
      usedAtMs = performance.now();
      vault.nudge();
    },
    idleMs: () => performance.now() - usedAtMs,
  };
}

function cameRow(count: number): NoticeRow {
  const message =
    count === 1
      ? '1 sealed envelope has come. sotto unlock opens it.'
      : `${count} sealed envelopes have come. sotto unlock opens them.`;
  return { type: 'notice', code: 'collected', message };
}
