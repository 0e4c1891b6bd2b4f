import type { RelayUrl } from '@sotto/core';
import { encodeBase64url, parseInvite } from '@sotto/protocol';
import type { DropReason, Invite, InviteId, InviteOptions } from '../api.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { positionAt, withPosition } from '../storage/conversation-record.ts';
import type { RelayPosition } from '../storage/conversation-record.ts';
import { decodeInviteRecord, encodeInviteRecord } from '../storage/invite-record.ts';
import type { InviteRecord } from '../storage/invite-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Arrived, MailboxOwner, Source } from '../sync/mailbox-reader.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { createInvite } from './create-invite.ts';
import { deriveInviteKeys } from './invite-keys.ts';
import { joinByWelcome } from './welcome.ts';
import type { Joined } from './welcome.ts';
import { createSerial } from '../serial.ts';
import type { Serial } from '../serial.ts';

/** The invites made here. Loaded by `createInvites`, read from then on. */
export interface Invites {
  readonly create: (options: InviteOptions & { readonly signal: AbortSignal }) => Promise<Invite>;
  readonly list: () => readonly Invite[];
  readonly remove: (id: InviteId) => Promise<void>;
  /** Marks what is expired and removes what is long past; resolves with how long until there is more to do. */
  readonly sweep: () => Promise<number>;
  /** Overwrites the secrets of all invites in memory. Nothing else may be asked afterwards. */
  readonly erase: () => void;
}

interface Parts {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly conversations: Conversations;
  /** Milliseconds by the relay's clock when it is known, else by ours. */
  readonly nowMs: () => number;
}

interface Came {
  readonly envelope: Arrived;
  readonly from: Source;
}

type Made = Exclude<Joined, { readonly dropped: DropReason }>;

const maxSweepMs = 3_600_000;

export async function loadInvites({ engine, sync, conversations, nowMs }: Parts): Promise<Invites> {
  const { store, events } = engine;
  const records = new Map<InviteId, InviteRecord>();
  const serials = new Map<InviteId, Serial>();
  const nameOf = (record: InviteRecord) => ({ table: tables.invites, id: record.id });
  let making = 0;

  // Whatever reads a record and then stores or removes it runs alone on that invite, and finds it as it is then.
  const change = (id: InviteId, job: (record: InviteRecord) => Promise<void>): Promise<void> => {
    const serial = serials.get(id) ?? createSerial();
    serials.set(id, serial);
    return serial.run(async () => {
      const record = records.get(id);
      if (record !== undefined) await job(record);
      if (!records.has(id)) serials.delete(id);
    });
  };

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

    const moved = (
      { positions }: InviteRecord,
      { position }: Arrived,
      { relay }: Source,
    ): readonly RelayPosition[] =>
      withPosition(positions, relay, Math.max(positionAt({ positions }, relay), position));

    const drop = async (
      record: InviteRecord,
      { envelope, from }: Came,
      reason: DropReason,
    ): Promise<void> => {
      const tx = beginTransaction(store);
      const after = { ...record, positions: moved(record, envelope, from) };
      tx.put(nameOf(record), encodeInviteRecord(after));
      from.settle?.(tx, envelope);
      if (!envelope.again) engine.drops.add(tx, [reason]);
      await tx.commit();
      records.set(id, after);
      if (!envelope.again) events.emit({ type: 'dropped', reason });
    };

    const join = async (
      record: InviteRecord,
      { envelope, from }: Came,
      { record: made, group, epoch, suggestedName }: Made,
    ): Promise<void> => {
      const tx = beginTransaction(store);
      tx.remove(nameOf(record));
      from.settle?.(tx, envelope);
      const positions = moved(record, envelope, from);
      engine.contacts.change(tx, made.contactIdentity, (contact) => ({
        ...contact,
        suggestedName: suggestedName || contact.suggestedName,
        conversation: made.id,
        owedKeyPackages: handsetLimits.keyPackagesGiven,
      }));
      const whole = { ...made, own: record.mailbox, positions };
      joined = (await conversations.found(tx, { record: whole, group, epoch })).owner;
      records.delete(id);
      eraseInvite(record);
      engine.contactChanged(made.contactIdentity);
      events.emit({ type: 'invite', id, outcome: 'accepted' });
    };

    /** True when the invite is gone from the store, by a write that seemed to fail. */
    const isOver = async (record: InviteRecord): Promise<boolean> => {
      if ((await store.get(nameOf(record))) !== undefined) return false;
      joined = (await conversations.recover(record.id))?.owner;
      records.delete(id);
      if (joined !== undefined) events.emit({ type: 'invite', id, outcome: 'accepted' });
      return true;
    };

    return {
      mailbox: () => joined?.mailbox() ?? records.get(id)?.mailbox,
      position: (relay) => {
        const record = records.get(id);
        return joined?.position(relay) ?? (record ? positionAt(record, relay) : 0);
      },
      quiet: () => joined?.quiet?.(),
      restart: async (relay) => {
        if (joined !== undefined) return joined.restart(relay);
        await change(id, (record) =>
          put({ ...record, positions: withPosition(record.positions, relay, 0) }),
        );
      },
      receive: async (envelopes, from) => {
        // Who used the link waits at the door while the network lets nobody in: what is not taken stays at the relay.
        while (joined === undefined && engine.network.freeze.holdsNewMembers())
          await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping);
        for (const [index, envelope] of envelopes.entries()) {
          if (joined !== undefined) return joined.receive(envelopes.slice(index), from);
          const record = records.get(id);
          if (record === undefined) return;
          const { newId } = conversations;
          // Asks the relay, so not within the change: taking the invite back must not have to wait for that.
          const outcome = await joinByWelcome(engine, record, envelope, { newId, from });
          try {
            await change(id, async (now) => {
              if (await isOver(now)) return;
              const came = { envelope, from };
              if (outcome.dropped !== undefined) await drop(now, came, outcome.dropped);
              else await join(now, came, outcome);
            });
          } finally {
            if (outcome.dropped === undefined) erase(...outcome.group.records.values());
          }
        }
      },
    };
  };

  const forget = async (record: InviteRecord): Promise<void> => {
    await store.write([{ remove: nameOf(record) }]);
    records.delete(idOf(record));
    sync.unread(record.mailbox.address);
  };

  // Who still has the link then learns that it was used, and does not write into a mailbox that is gone.
  const claimOurselves = async ({ id, link, secret, expiresAtMs }: InviteRecord): Promise<void> => {
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
    await sync.whenReachable(relayOf(link), claim);
  };

  for await (const value of store.values(tables.invites)) {
    const record = decodeInviteRecord(value);
    // Nobody has the link of an invite whose making was cut off; one that was used belongs to its conversation.
    if (record.state === 'making' || conversations.ofInvite(record.id) !== undefined)
      await store.write([{ remove: nameOf(record) }]);
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
      let removed: InviteRecord | undefined;
      await change(id, async (record) => {
        await forget(record);
        removed = record;
      });
      if (removed === undefined) return;
      events.emit({ type: 'invite', id, outcome: 'removed' });
      await sync.closeMailbox(removed.mailbox);
      await claimOurselves(removed);
    },
    erase: () => {
      for (const record of records.values()) {
        eraseInvite(record);
        erase(record.mailbox.readSeed);
      }
      records.clear();
    },
    sweep: async () => {
      let next = maxSweepMs;
      for (const { mailbox, expiresAtMs, ...swept } of [...records.values()]) {
        const goneAtMs = expiresAtMs + handsetLimits.inviteGraceSeconds * 1_000;
        const id = idOf(swept);
        let isGone = false;
        await change(id, async (record) => {
          if (nowMs() >= goneAtMs) {
            await forget(record);
            isGone = true;
          } else if (nowMs() >= expiresAtMs && record.state === 'open') {
            await put({ ...record, state: 'expired' });
            events.emit({ type: 'invite', id, outcome: 'expired' });
          }
        });
        if (isGone) await sync.closeMailbox(mailbox);
        const dueMs = nowMs() < expiresAtMs ? expiresAtMs : goneAtMs;
        if (dueMs > nowMs()) next = Math.min(next, dueMs - nowMs());
      }
      return next;
    },
  };
}

// The mailbox may be a conversation's by now.
function eraseInvite({ secret, initPrivateKey, encryptionPrivateKey }: InviteRecord): void {
  erase(secret, initPrivateKey, encryptionPrivateKey);
}

function idOf(record: Pick<InviteRecord, 'id'>): InviteId {
  return encodeBase64url(record.id) as InviteId;
}

function view(record: InviteRecord): Invite {
  const { link, label, expiresAtMs } = record;
  return { id: idOf(record), link, label, expiresAtMs };
}

/** Where an invite of ours waits. */
function relayOf(link: string): RelayUrl {
  return parseInvite(link).relay;
}
