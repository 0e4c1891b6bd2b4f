import { encodeBase64url } from '@sotto/protocol';
import type { Invite, InviteId, InviteOptions } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { decodeInviteRecord, encodeInviteRecord } from '../storage/invite-record.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { createInvite } from './create-invite.ts';
import { deriveInviteKeys } from './invite-keys.ts';
import { joinByWelcome } from './welcome.ts';

/** The invites made here. Loaded by `createInvites`, read from then on. */
export interface Invites {
  readonly create: (options: InviteOptions & { readonly signal: AbortSignal }) => Promise<Invite>;
  readonly list: () => readonly Invite[];
  readonly remove: (id: InviteId) => Promise<void>;
  /** Marks what is expired and removes what is long past; resolves with how long until there is more to do. */
  readonly sweep: () => Promise<number>;
}

interface Parts {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly conversations: Conversations;
  /** Milliseconds by the relay's clock when it is known, else by ours. */
  readonly nowMs: () => number;
}

const maxSweepMs = 3_600_000;

export async function loadInvites({ engine, sync, conversations, nowMs }: Parts): Promise<Invites> {
  const { store, events } = engine;
  const records = new Map<InviteId, InviteRecord>();
  const nameOf = (record: InviteRecord) => ({ table: tables.invites, id: record.id });
  let making = 0;

  const put = async (record: InviteRecord): Promise<void> => {
    await store.write([{ put: nameOf(record), value: encodeInviteRecord(record) }]);
    records.set(idOf(record), record);
  };

  const read = (record: InviteRecord): void => {
    records.set(idOf(record), record);
    sync.read(record.mailbox.address, ownerOf(idOf(record)));
  };

  const ownerOf = (id: InviteId): MailboxOwner => {
    let joined: MailboxOwner | undefined;
    return {
      mailbox: () => joined?.mailbox() ?? records.get(id)?.mailbox,
      restart: async () => {
        const record = records.get(id);
        if (record !== undefined)
          await put({ ...record, mailbox: { ...record.mailbox, position: 0 } });
        else await joined?.restart();
      },
      receive: async (envelopes) => {
        for (const [index, envelope] of envelopes.entries()) {
          if (joined !== undefined) return joined.receive(envelopes.slice(index));
          const record = records.get(id);
          if (record === undefined) return;
          const outcome = await joinByWelcome(engine, record, envelope, conversations.newId);
          // Taken back while the Welcome was looked at.
          if (records.get(id) === undefined) return;
          const tx = beginTransaction(store);
          if (outcome.dropped === undefined) {
            tx.remove(nameOf(record));
            joined = (await conversations.found(tx, outcome.record, outcome.group)).owner;
            records.delete(id);
            events.emit({ type: 'invite', id, outcome: 'accepted' });
          } else {
            const position = Math.max(record.mailbox.position, envelope.position);
            const moved = { ...record, mailbox: { ...record.mailbox, position } };
            tx.put(nameOf(record), encodeInviteRecord(moved));
            engine.drops.add(tx, [outcome.dropped]);
            await tx.commit();
            records.set(id, moved);
            events.emit({ type: 'dropped', reason: outcome.dropped });
          }
        }
      },
    };
  };

  const forget = async (record: InviteRecord): Promise<void> => {
    records.delete(idOf(record));
    sync.unread(record.mailbox.address);
    await store.write([{ remove: nameOf(record) }]);
    await sync.closeMailbox(record.mailbox);
  };

  // Who still has the link then learns that it was used, and does not write into a mailbox that is gone.
  const claimOurselves = async ({ id, secret, expiresAtMs }: InviteRecord): Promise<void> => {
    const { claimToken: token } = await deriveInviteKeys(engine.crypto, secret);
    const claim = async (session: RelaySession): Promise<void> => {
      const leftSeconds = Math.max(0, Math.ceil((expiresAtMs - nowMs()) / 1_000));
      const ttlSeconds = Math.min(
        leftSeconds + handsetLimits.registerTtlSlackSeconds,
        session.limits.maxTtlSeconds,
      );
      await session.request({
        kind: 'register',
        token,
        body: await engine.crypto.hash('SHA-256', id),
        ttlSeconds,
      });
    };
    await sync.whenReachable(engine.self.relay, claim);
  };

  for await (const value of store.values(tables.invites)) {
    const record = decodeInviteRecord(value);
    // Nobody has the link of an invite whose making was cut off.
    if (record.state === 'making') await store.write([{ remove: nameOf(record) }]);
    else read(record);
  }

  return {
    create: async ({
      expiresInSeconds = handsetLimits.defaultInviteSeconds,
      label = '',
      signal,
    }) => {
      if (label.length > handsetLimits.maxInviteLabelChars)
        throw handsetError('NAME_TOO_LONG', 'The label is too long.');
      if (records.size + making >= handsetLimits.maxInvites) {
        throw handsetError('INVITES_TOO_MANY', 'Too many invites wait to be used.');
      }
      const bounded = Math.min(
        Math.max(Math.floor(expiresInSeconds), handsetLimits.minInviteSeconds),
        handsetLimits.maxInviteSeconds,
      );
      making += 1;
      try {
        const made = { nowMs: nowMs(), expiresInSeconds: bounded, label, signal };
        const record = await createInvite(engine, sync, made);
        read(record);
        return view(record);
      } finally {
        making -= 1;
      }
    },
    list: () =>
      [...records.values()]
        .filter(({ state, expiresAtMs }) => state === 'open' && expiresAtMs > nowMs())
        .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
        .map(view),
    remove: async (id) => {
      const record = records.get(id);
      if (record === undefined) return;
      await forget(record);
      events.emit({ type: 'invite', id, outcome: 'removed' });
      await claimOurselves(record);
    },
    sweep: async () => {
      let next = maxSweepMs;
      for (const record of [...records.values()]) {
        const goneAtMs = record.expiresAtMs + handsetLimits.inviteGraceSeconds * 1_000;
        if (nowMs() >= goneAtMs) await forget(record);
        else if (nowMs() >= record.expiresAtMs && record.state === 'open') {
          await put({ ...record, state: 'expired' });
          events.emit({ type: 'invite', id: idOf(record), outcome: 'expired' });
        }
        const dueMs = record.state === 'open' ? record.expiresAtMs : goneAtMs;
        if (dueMs > nowMs()) next = Math.min(next, dueMs - nowMs());
      }
      return next;
    },
  };
}

function idOf(record: InviteRecord): InviteId {
  return encodeBase64url(record.id) as InviteId;
}

function view(record: InviteRecord): Invite {
  const { link, label, expiresAtMs } = record;
  return { id: idOf(record), link, label, expiresAtMs };
}
