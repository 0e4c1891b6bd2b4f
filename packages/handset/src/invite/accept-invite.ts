import { isSottoError } from '@sotto/core';
import type { KeyPackage } from '@sotto/mls';
import {
  bytesEqual,
  encodeInviteWelcome,
  inviteExpired,
  parseInvite,
  parseInviteKeyPackage,
  protocolLimits,
} from '@sotto/protocol';
import type { Invite, InviteKeyPackage } from '@sotto/protocol';
import { erase } from '../bytes.ts';
import { epochOf } from '../conversation/conversation.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { openEnvelope, sealEnvelope } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { authenticate } from '../identity/authentication.ts';
import type { Authenticated } from '../identity/authentication.ts';
import { foundPair } from '../group/pair.ts';
import { leafOf } from '../group/leaves.ts';
import { summaryOf } from '../group/summary.ts';
import { handsetLimits } from '../limits.ts';
import { readKeyPackage } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { decodeAccepting, encodeAccepting } from '../storage/accepting-record.ts';
import type { AcceptingRecord } from '../storage/accepting-record.ts';
import { freshCounters } from '../storage/conversation-record.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { newGroupOf } from '../storage/group-records.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Sync } from '../sync/sync.ts';
import { mayConnect } from '../sync/may-connect.ts';
import { expectAnswer } from '../sync/wire.ts';
import { deriveInviteKeys } from './invite-keys.ts';
import type { InviteKeys } from './invite-keys.ts';
import { createOwnMailbox } from './own-mailbox.ts';

const maxRegisters = protocolLimits.maxRoomRegisters;

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
  if (!mayConnect(engine.homes.primary(), invite.relay))
    throw handsetError('INVITE_RELAY_LOCAL', 'The invite leads to a relay on this machine.');
  const keys = await deriveInviteKeys(engine.crypto, invite.secret);
  const already = conversations.ofInvite(keys.claimToken);
  if (already !== undefined) return already;
  const name = { table: tables.accepting, id: keys.claimToken };
  const stored = await engine.store.get(name);
  if (stored === undefined && isExpired(parts, invite)) {
    // By our own clock, as long as no relay was asked for the time.
    await sync.sessionAny(engine.homes.relays(), signal);
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
  const { own } = accepting.conversation;
  await sync.openMailbox(own.readKey, own.relays, signal);
  if (!(await claim(parts, invite, keys, accepting, signal))) {
    await engine.store.write([{ remove: name }]);
    await sync.closeMailbox(accepting.conversation.own);
    throw handsetError('INVITE_USED', 'Somebody has used this invite before.');
  }
  const tx = beginTransaction(engine.store);
  tx.remove(name);
  const { pin, offered } = engine.network;
  const isOffered = invite.charterHash !== null && pin.hash() === undefined;
  if (isOffered) offered.put(tx, invite.charterHash);
  const { conversation, group, body, epoch } = accepting;
  const { id, contactIdentity } = conversation;
  engine.contacts.change(tx, contactIdentity, (contact) => ({
    ...contact,
    suggestedName: invite.suggestedName ?? contact.suggestedName,
    petname: petname || contact.petname,
    vouched: true,
    conversation: id,
    owedKeyPackages: handsetLimits.keyPackagesGiven,
  }));
  const post = {
    relay: invite.relay,
    mailboxes: [invite.mailbox],
    body,
    conversation: id,
    alone: true,
  };
  const nowMs = engine.clock.now();
  const record = { ...conversation, createdAtMs: nowMs, updatedAtMs: nowMs };
  const { handle } = await conversations.found(tx, { record, group, epoch, post });
  conversations.read(handle);
  if (isOffered) engine.networkPinned();
  engine.contactChanged(contactIdentity);
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
  { signal }: Acceptance,
): Promise<AcceptingRecord> {
  const { crypto, self, homes } = engine;
  const session = await sync.session(invite.relay, signal);
  const answer = await session.request({ kind: 'lookup', token: keys.keyPackageToken }, signal);
  const offer = await openOffer(engine, keys, expectAnswer(answer, 'lookedUp').bodies);
  const { contact, keyPackage } = await checkOffer(engine, invite, offer);
  signal.throwIfAborted();
  const own = await createOwnMailbox(crypto, homes.relays());
  const registers = [...new Set([...homes.relays(), invite.relay])].slice(0, maxRegisters);
  const { group, welcome } = await orForged(foundPair(engine, { keyPackage, own, registers }));
  const sealed = encodeInviteWelcome({
    welcome,
    ...(self.suggestedName === '' ? {} : { suggestedName: self.suggestedName }),
  });
  const nowMs = engine.clock.now();
  const epoch = await epochOf(engine, group);
  const conversation: ConversationRecord = {
    ...freshCounters,
    lastLife: engine.lifeNumber(),
    id: conversations.newId(),
    kind: 'direct',
    createdAtMs: nowMs,
    inviteId: keys.claimToken,
    groupId: group.context.groupId,
    state: 'active',
    joining: undefined,
    contactIdentity: contact.identity,
    own,
    muted: false,
    draft: '',
    updatedAtMs: nowMs,
    summary: summaryOf(engine, group),
  };
  return {
    conversation,
    epoch,
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
  const leaf = leafOf({ leafIndex: 0, leafNode: keyPackage.leafNode });
  if (leaf === undefined || !bytesEqual(leaf.mailbox.address, invite.mailbox)) throw forged();
  if (!leaf.mailbox.relays.includes(invite.relay)) throw forged();
  if (leaf.mailbox.relays.some((relay) => !mayConnect(engine.homes.primary(), relay)))
    throw forged();
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
