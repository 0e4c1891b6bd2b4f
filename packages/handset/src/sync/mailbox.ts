import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { createMailboxReader } from './mailbox-reader.ts';
import type { MailboxReader, ReaderOptions } from './mailbox-reader.ts';
import type { RelaySession } from './relay-session.ts';

/** One mailbox with its readers, one for each relay at which it is. */
export interface Mailbox {
  /** Where it is now, by its owner; nowhere when it has none any more. */
  readonly relays: () => readonly RelayUrl[];
  /** The reader at a relay; `undefined` when the mailbox is not there. */
  readonly at: (relay: RelayUrl) => MailboxReader | undefined;
  /** Where it was when it was last asked for there. */
  readonly known: () => readonly RelayUrl[];
  /** Forgets the readers at relays where it is no more. */
  readonly forgetOthers: () => void;
  /** See `Sync.quiet`. */
  readonly quiet: () => boolean;
  /** A relay came or went: it may be quiet now, after a while. */
  readonly stir: () => void;
  readonly idle: () => Promise<void>;
}

export interface MailboxOptions extends Omit<ReaderOptions, 'relay' | 'stirred'> {
  /** The live session to a relay, also while it begins. */
  readonly session: (relay: RelayUrl) => RelaySession | undefined;
  /** A connection to this relay is on its way for the first time: what waits there is not known yet. */
  readonly isExpected: (relay: RelayUrl) => boolean;
}

const parts = 5;

export function createMailbox(
  engine: Pick<Engine, 'crypto' | 'clock' | 'stopping'>,
  options: MailboxOptions,
): Mailbox {
  const { owner } = options;
  const readers = new Map<RelayUrl, MailboxReader>();
  let stirs = 0;
  let isWaiting = false;
  let isQuiet = false;

  const relays = (): readonly RelayUrl[] => owner.mailbox()?.relays ?? [];

  const at = (relay: RelayUrl): MailboxReader | undefined => {
    if (!relays().includes(relay)) return undefined;
    let reader = readers.get(relay);
    if (reader === undefined) {
      reader = createMailboxReader(engine, { ...options, relay, stirred: stir });
      readers.set(relay, reader);
    }
    return reader;
  };

  const isCaughtUp = (): boolean => {
    let asked = 0;
    for (const relay of relays()) {
      const session = options.session(relay);
      if (session === undefined) {
        if (options.isExpected(relay)) return false;
        continue;
      }
      if (at(relay)?.isCaughtUp(session) !== true) return false;
      asked += 1;
    }
    return asked > 0;
  };

  const stir = (): void => {
    stirs += 1;
    isQuiet = false;
    if (!isWaiting) void settle();
  };

  const settle = async (): Promise<void> => {
    isWaiting = true;
    try {
      // In parts, so that what stirs late costs little more than its due, and many stirs no more than one.
      for (let seen = -1, calm = 0; calm < parts;) {
        calm = seen === stirs ? calm : 0;
        seen = stirs;
        await engine.clock.sleep(handsetLimits.drainQuietMs / parts, engine.stopping);
        calm += seen === stirs ? 1 : 0;
      }
    } catch {
      // Stopping is the only rejection of a sleep.
      return;
    } finally {
      isWaiting = false;
    }
    // Whatever it still waits for stirs again.
    if (!isCaughtUp()) return;
    isQuiet = true;
    owner.quiet?.();
  };

  return {
    relays,
    at,
    known: () => [...readers.keys()],
    forgetOthers: () => {
      const kept = relays();
      for (const relay of readers.keys()) if (!kept.includes(relay)) readers.delete(relay);
    },
    quiet: () => isQuiet && isCaughtUp(),
    stir,
    idle: async () => {
      await Promise.all(Array.from(readers.values(), (reader) => reader.idle()));
    },
  };
}
