import { isSottoError } from '@sotto/core';
import type { KeyPackage } from '@sotto/mls';
import {
  bytesEqual,
  encodeInviteWelcome,
  inviteExpired,
  parseInvite,
  parseInviteKeyPackage,
} from '@sotto/protocol';
import type { Invite, InviteKeyPackage } from '@sotto/protocol';
import { erase } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { openEnvelope, sealEnvelope } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { authenticate } from '../identity/authentication.ts';
import type { Authenticated } from '../identity/authentication.ts';
import { handsetLimits } from '../limits.ts';
import { readKeyPackage } from '../mls/key-package.ts';
import { foundPair } from '../mls/pair.ts';
import { isRefusal } from '../mls/refusal.ts';
import { decodeAccepting, encodeAccepting } from '../storage/accepting-record.ts';
import type { AcceptingRecord } from '../storage/accepting-record.ts';
import { newGroupOf } from '../storage/group-records.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Sync } from '../sync/sync.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { expectAnswer } from '../sync/wire.ts';
import { deriveInviteKeys } from './invite-keys.ts';
import type { InviteKeys } from './invite-keys.ts';
import { createOwnMailbox } from './own-mailbox.ts';
import { freshCounters } from './welcome.ts';

interface Parts {
  readonly engine: Engine;
  readonly sync: Sync;
  readonly conversations: Conversations;
  readonly nowMs: () => number;
}

export interface Acceptance {
  readonly link: string;
  readonly petname: string;
  readonly signal: AbortSignal;
}

/**
 * Accepts an invite: looks up and checks the KeyPackage, stores the conversation as it will be with its Welcome, opens a mailbox,
 * claims the invite with a commitment to that Welcome, and only then makes the conversation and queues the Welcome, in one
 * transaction. Cut off anywhere, the same link leads on from there with the same Welcome.
 */
export async function acceptInvite(
  parts: Parts,
  { link, petname, signal }: Acceptance,
): Promise<ConversationHandle> {
  const { engine, sync, conversations } = parts;
  const invite = parseInvite(link);
  if (bytesEqual(invite.identity, engine.self.identity))
    throw handsetError('INVITE_OWN', 'This invite is your own.');
  if (!mayConnect(engine.self.relay, invite.relay))
    throw handsetError('INVITE_RELAY_LOCAL', 'The invite leads to a relay on this machine.');
  const keys = await deriveInviteKeys(engine.crypto, invite.secret);
  const already = conversations.ofInvite(keys.claimToken);
  if (already !== undefined) return already;
  const name = { table: tables.accepting, id: keys.claimToken };
  const stored = await engine.store.get(name);
  if (stored === undefined && isExpired(parts, invite)) {
    // By our own clock, as long as no relay was asked for the time.
    await sync.session(engine.self.relay, signal);
    if (isExpired(parts, invite)) throw expired();
  }
  const accepting = stored
    ? decodeAccepting(stored)
    : await prepare(parts, invite, keys, { link, petname, signal });
  try {
    if (stored === undefined)
      await engine.store.write([{ put: name, value: encodeAccepting(accepting) }]);
    return await claimAndFound(parts, invite, keys, accepting, { petname, signal });
  } finally {
    erase(...accepting.group.records.values());
  }
}

async function claimAndFound(
  parts: Parts,
  invite: Invite,
  keys: InviteKeys,
  accepting: AcceptingRecord,
  { petname, signal }: Pick<Acceptance, 'petname' | 'signal'>,
): Promise<ConversationHandle> {
  const { engine, sync, conversations } = parts;
  const name = { table: tables.accepting, id: keys.claimToken };
  await sync.openMailbox(accepting.conversation.own.readKey, signal);
  if (!(await claim(parts, invite, keys, accepting, signal))) {
    await engine.store.write([{ remove: name }]);
    await sync.closeMailbox(accepting.conversation.own);
    throw handsetError('INVITE_USED', 'Somebody has used this invite before.');
  }
  const tx = beginTransaction(engine.store);
  tx.remove(name);
  const { conversation, group, body } = accepting;
  const place = { relay: invite.relay, address: invite.mailbox };
  const { handle } = await conversations.found(
    tx,
    {
      ...conversation,
      petname: petname || conversation.petname,
      createdAtMs: engine.clock.now(),
    },
    group,
    {
      body,
      place,
    },
  );
  return handle;
}

function isExpired({ nowMs }: Parts, invite: Invite): boolean {
  return inviteExpired(invite, Math.floor(nowMs() / 1_000));
}

/** Removes acceptances that were cut off and whose invites are long expired, and ends their mailboxes. */
export async function forgetOldAcceptances({
  engine,
  sync,
  nowMs,
}: Pick<Parts, 'engine' | 'sync' | 'nowMs'>): Promise<void> {
  for await (const value of engine.store.values(tables.accepting)) {
    const { conversation, expiresAtMs } = decodeAccepting(value);
    if (nowMs() < expiresAtMs + handsetLimits.inviteGraceSeconds * 1_000) continue;
    await engine.store.write([{ remove: { table: tables.accepting, id: conversation.inviteId } }]);
    await sync.closeMailbox(conversation.own);
  }
}

async function prepare(
  { engine, sync, conversations }: Parts,
  invite: Invite,
  keys: InviteKeys,
  { petname, signal }: Acceptance,
): Promise<AcceptingRecord> {
  const { crypto, self } = engine;
  const session = await sync.session(invite.relay, signal);
  const answer = await session.request({ kind: 'lookup', token: keys.keyPackageToken }, signal);
  const offer = await openOffer(engine, keys, expectAnswer(answer, 'lookedUp').bodies);
  const { contact, keyPackage } = await checkOffer(engine, invite, offer);
  signal.throwIfAborted();
  const own = await createOwnMailbox(crypto, self.relay);
  const { group, welcome } = await orForged(foundPair(engine, keyPackage));
  const sealed = encodeInviteWelcome({
    welcome,
    inviteeMailbox: { relay: own.relay, address: own.address },
    ...(self.suggestedName === '' ? {} : { suggestedName: self.suggestedName }),
  });
  return {
    conversation: {
      id: conversations.newId(),
      createdAtMs: engine.clock.now(),
      inviteId: keys.claimToken,
      invitedThem: false,
      compared: false,
      contactIdentity: contact.identity,
      contactDeviceKey: contact.deviceKey,
      suggestedName: invite.suggestedName ?? '',
      petname,
      own,
      peer: offer.inviterMailbox,
      ...freshCounters,
    },
    group: newGroupOf(engine, group),
    body: await sealEnvelope(crypto, keys.welcomeKey, sealed),
    expiresAtMs: invite.expiresAtSeconds * 1_000,
  };
}

async function openOffer(
  engine: Engine,
  keys: InviteKeys,
  bodies: readonly Uint8Array[],
): Promise<InviteKeyPackage> {
  if (bodies.length === 0)
    throw handsetError('INVITE_UNKNOWN', 'The relay knows nothing of this invite.');
  for (const body of bodies) {
    const opened = await openEnvelope(engine.crypto, keys.keyPackageKey, body);
    if (opened === undefined) continue;
    try {
      return parseInviteKeyPackage(opened);
    } catch (cause) {
      if (!isSottoError(cause)) throw cause;
      throw forged(cause);
    }
  }
  throw forged();
}

async function checkOffer(
  engine: Engine,
  invite: Invite,
  offer: InviteKeyPackage,
): Promise<{ readonly contact: Authenticated; readonly keyPackage: KeyPackage }> {
  const keyPackage = await orForged(readKeyPackage(engine, offer.keyPackage));
  const contact = await authenticate(engine.crypto, keyPackage.leafNode);
  if (contact === undefined || !bytesEqual(contact.identity, invite.identity)) throw forged();
  // Else an invite could aim what we post at somebody else's mailbox.
  const { relay, address } = offer.inviterMailbox;
  if (relay !== invite.relay || !bytesEqual(address, invite.mailbox)) throw forged();
  return { contact, keyPackage };
}

async function orForged<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (isRefusal(cause)) throw forged(cause);
    throw cause;
  }
}

/** True when this invite is ours: nobody claimed it before, or we did. */
async function claim(
  { engine, sync, nowMs }: Parts,
  invite: Invite,
  keys: InviteKeys,
  accepting: AcceptingRecord,
  signal: AbortSignal,
): Promise<boolean> {
  const body = await engine.crypto.hash('SHA-256', accepting.body);
  const session = await sync.session(invite.relay, signal);
  const untilSeconds = Math.max(0, invite.expiresAtSeconds - Math.floor(nowMs() / 1_000));
  const ttlSeconds = Math.min(
    untilSeconds + handsetLimits.registerTtlSlackSeconds,
    session.limits.maxTtlSeconds,
  );
  const answer = await session.request(
    { kind: 'register', token: keys.claimToken, body, ttlSeconds },
    signal,
  );
  const { position, full } = expectAnswer(answer, 'registered');
  return position === 0 && !full;
}

function forged(cause?: unknown): Error {
  return handsetError('INVITE_FORGED', 'The invite does not lead to the person it names.', {
    cause,
  });
}

function expired(): Error {
  return handsetError('INVITE_EXPIRED', 'The invite is no longer valid.');
}
