import { SottoError } from '@sotto/core';
import type { LinkErrorCode, ReadKey } from '@sotto/core';
import { toHex } from '../hex.ts';
import { noteLane } from '../outbox/lanes.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SettledPost } from '../outbox/settle-posts.ts';
import type { Sync } from '../sync/sync.ts';

/** Relays that are not there: registers take what they are given, mailboxes are noted, and nothing leaves this machine. */
export interface Nowhere {
  readonly sync: Sync;
  readonly outbox: Outbox;
  /** Messages that were posted since they were taken last, as if relays had stored them. */
  readonly takeStored: () => readonly SettledPost[];
  /** Mailboxes of one's own that somebody asked for. */
  readonly opened: () => readonly ReadKey[];
}

export function createNowhere(): Nowhere {
  const registers = new Map<string, Uint8Array[]>();
  const opened: ReadKey[] = [];
  let stored: SettledPost[] = [];

  const unreachable = async (): Promise<never> => {
    throw new SottoError<LinkErrorCode>('LINK_UNREACHABLE', 'There is no relay here.', {
      retryable: true,
    });
  };
  const nothing = async (): Promise<void> => {};

  const sync: Sync = {
    start: () => {},
    session: unreachable,
    patiently: unreachable,
    sessionAny: unreachable,
    lookup: async (relays, token) => {
      const bodies = registers.get(toHex(token)) ?? [];
      return relays.map((relay) => ({ relay, bodies }));
    },
    register: async ([relay], token, body) => {
      if (relay === undefined) return unreachable();
      const before = registers.get(toHex(token)) ?? [];
      registers.set(toHex(token), [...before, body]);
      return { relay, position: before.length, before, full: false };
    },
    openMailbox: async (readKey) => void opened.push(readKey),
    admit: nothing,
    closeMailbox: nothing,
    whenReachable: nothing,
    read: () => {},
    reread: () => {},
    unread: () => {},
    hold: () => {},
    release: () => {},
    owner: () => undefined,
    reading: () => [],
    quiet: () => true,
    watchWelcomes: () => {},
    state: () => 'online',
    clockSkewMs: () => undefined,
    nudge: () => {},
    stopped: nothing,
  };
  const outbox: Outbox = {
    put: (tx, made) => {
      for (const { relay } of made) noteLane(tx, relay);
    },
    mail: async (tx, { messageId, to }) => {
      for (const relay of new Set(to.flatMap(({ relays }) => relays))) noteLane(tx, relay);
      if (messageId !== undefined) stored.push({ messageId, covers: [...to.keys()] });
    },
    leave: nothing,
    wake: () => {},
    nudge: () => {},
    stopped: nothing,
    waiting: () => 0,
    retry: async () => false,
    forget: nothing,
  };
  return {
    sync,
    outbox,
    takeStored: () => {
      const taken = stored;
      stored = [];
      return taken;
    },
    opened: () => opened,
  };
}
