import type { Clock, Crypto, Link, Log, RelayUrl } from '@sotto/core';
import { erase } from '../bytes.ts';
import { handsetError } from '../error.ts';
import { createEventHub } from '../events/event-hub.ts';
import { createTroubles } from '../events/troubles.ts';
import { toHex } from '../hex.ts';
import { createHomes } from '../sync/homes.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import { createSync } from '../sync/sync.ts';
import type { ReadMailbox } from '../sync/sync.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { Inbox } from './inbox.ts';

/** Listens for a handset that is locked: takes envelopes from its mailboxes and stores them, sealed as they came and sealed again. */
export interface Collector {
  readonly nudge: () => void;
  /** Resolves when nothing is written any more, and the read keys are overwritten. */
  readonly stop: () => Promise<void>;
}

export interface CollectorParts {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the handset's mailboxes are made. */
  readonly homes: readonly RelayUrl[];
  /** Every mailbox that it read; overwritten at the end. */
  readonly mailboxes: readonly ReadMailbox[];
  readonly inbox: Inbox;
  /** Envelopes were stored. */
  readonly stored: () => void;
}

export function startCollector(parts: CollectorParts): Collector {
  const { crypto, link, clock, log, inbox } = parts;
  const stop = new AbortController();
  const stopping = stop.signal;
  const events = createEventHub();
  const homes = createHomes(parts.homes.map((relay) => ({ relay })));
  const engine = { crypto, link, clock, events, stopping, homes };
  // Without a credit nobody asks for the name of its holder, and no mailbox is made: what a relay has lost waits for the handset.
  const sync = createSync(
    { ...engine, holderSeed: nobody, opens: false },
    createTroubles(events, log),
  );
  for (const each of parts.mailboxes)
    sync.read(each.mailbox.address, ownerOf(each, { inbox, stopping, stored: parts.stored }));
  sync.start();
  return {
    nudge: sync.nudge,
    stop: async () => {
      stop.abort(handsetError('HANDSET_LOCKED', 'The handset does not collect any more.'));
      await sync.stopped();
      events.close();
      erase(...parts.mailboxes.map(({ mailbox }) => mailbox.readSeed));
    },
  };
}

const nobody = new Uint8Array(0);

function ownerOf(
  { mailbox, positions }: ReadMailbox,
  { inbox, stopping, stored }: Pick<CollectorParts, 'inbox' | 'stored'> & { stopping: AbortSignal },
): MailboxOwner {
  const reached = new Map(positions);
  // What a relay delivers again, as an ack was lost, is stored once. By its post: a relay that was restored gives positions out again.
  const known = new Set<string>();
  return {
    mailbox: () => mailbox,
    position: (relay) => reached.get(relay) ?? 0,
    receive: async (envelopes, { relay }) => {
      const news = envelopes.filter(({ postId }) => !known.has(toHex(postId)));
      const records = news.map((envelope) => ({ ...envelope, mailbox: mailbox.address, relay }));
      const count = await inbox.put(records);
      for (const { postId, position } of news.slice(0, count)) {
        known.add(toHex(postId));
        reached.set(relay, Math.max(reached.get(relay) ?? 0, position));
      }
      if (count > 0) stored();
      // No room: whatever is not stored stays at the relay, which waits for an ack until the handset is unlocked.
      if (count < news.length) await unlessAborted(forever(), stopping);
    },
    restart: async (relay) => void reached.delete(relay),
  };
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
