import type { Handset, Vault } from '../api.ts';
import { handsetError } from '../error.ts';
import type { Collecting } from '../lock/collecting.ts';
import { lockable } from '../lock/lock-handset.ts';
import type { Started, StartParts } from '../start-handset.ts';
import type { OpenVault } from '../vault/vault.ts';

/** The handset that runs on a vault, if any, and what is known of the vault beside it. */
export interface Session {
  readonly state: () => Vault['state'];
  readonly running: () => Handset | undefined;
  /** What it runs on. */
  readonly openStore: () => OpenVault['store'] | undefined;
  /** What listens in the place of a handset that was locked. */
  readonly collecting: () => Collecting | undefined;
  readonly stopCollecting: () => Promise<void>;
  /** Starts a handset on what was opened, when none runs any more and nothing collects. */
  readonly start: (opened: OpenVault) => Promise<Handset>;
  /** Ends whatever has keys. */
  readonly lock: () => Promise<void>;
  /** Destroys the keys, locks, and destroys all the rest, with what the app keeps beside the store. */
  readonly wipe: () => Promise<void>;
  /** Locks, and takes back a handset that was made just now: the store, and nothing beside it. */
  readonly discard: () => Promise<void>;
  readonly isVisit: () => boolean;
  /** @throws HANDSET_LOCKED */
  readonly hasDuress: () => boolean;
  readonly duressChanged: (hasDuress: boolean) => void;
}

export interface SessionParts {
  readonly state: 'empty' | 'locked';
  readonly start: (opened: OpenVault) => Promise<readonly [started: Started, parts: StartParts]>;
  readonly readState: () => Promise<'empty' | 'locked'>;
  /** `wipeVault`, also of what the app keeps beside the store when `withFiles`. `stop` ends the use of the store. */
  readonly wipe: (withFiles: boolean, stop: readonly (() => Promise<void>)[]) => Promise<void>;
}

interface Running {
  readonly handset: Handset;
  readonly isVisit: boolean;
  hasDuress: boolean;
}

export function createSession(parts: SessionParts): Session {
  let state: Vault['state'] = parts.state;
  let running: Running | undefined;
  let sealed: OpenVault | undefined;
  let collecting: Collecting | undefined;

  const stopCollecting = async (): Promise<void> => {
    await collecting?.end();
    collecting = undefined;
  };

  const start = async (opened: OpenVault): Promise<Handset> => {
    await lock();
    sealed = opened;
    // There is a vault from here on, also when its handset does not start.
    state = 'locked';
    const [started, startParts] = await parts.start(opened).catch(async (error: unknown) => {
      await opened.lock();
      throw error;
    });
    const handset = lockable(
      { ...started, opened, parts: startParts },
      {
        locking: () => {
          state = 'locked';
        },
        locked: (left) => {
          running = undefined;
          sealed = undefined;
          collecting = left;
        },
      },
    );
    const { isVisit, hasDuress } = opened;
    running = { handset, isVisit, hasDuress };
    state = 'open';
    return handset;
  };

  const lock = async (): Promise<void> => {
    await running?.handset.lock();
    await stopCollecting();
  };
  const wipe = async (withFiles: boolean): Promise<void> => {
    try {
      await parts.wipe(withFiles, [lock, async () => sealed?.lock()]);
    } finally {
      running = undefined;
      state = await parts.readState().catch(() => state);
    }
  };

  return {
    state: () => state,
    openStore: () => (running === undefined ? undefined : sealed?.store),
    // One that is being locked is none any more.
    running: () => (state === 'open' ? running?.handset : undefined),
    collecting: () => collecting,
    stopCollecting,
    start,
    lock,
    wipe: () => wipe(true),
    discard: async () => {
      await lock();
      await wipe(false);
    },
    isVisit: () => running?.isVisit ?? false,
    hasDuress: () => {
      if (running === undefined) throw handsetError('HANDSET_LOCKED', 'The handset is locked.');
      return running.hasDuress;
    },
    duressChanged: (hasDuress) => {
      if (running !== undefined && !running.isVisit) running.hasDuress = hasDuress;
    },
  };
}
