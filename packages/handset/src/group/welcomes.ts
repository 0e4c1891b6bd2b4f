import { isSottoError } from '@sotto/core';
import { eraseGroup } from '@sotto/mls';
import type { GroupState, Joined, OwnKeyPackage } from '@sotto/mls';
import { bytesEqual, decodeCbor, readControl } from '@sotto/protocol';
import type { EpochSeen, WelcomeControl } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { erase } from '../bytes.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import { epochOf } from '../conversation/conversation.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { storedKeyPackage } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { decodeArrivedWelcome } from '../storage/arrived-welcome.ts';
import type { ArrivedWelcome } from '../storage/arrived-welcome.ts';
import { freshCounters } from '../storage/conversation-record.ts';
import type { ConversationRecord, OwnMailbox } from '../storage/conversation-record.ts';
import { encodeEpoch, toldEpoch } from '../storage/epoch-record.ts';
import { newGroupOf } from '../storage/group-records.ts';
import { decodeOwedWelcome } from '../storage/owed-welcome.ts';
import { encodePeer } from '../storage/peer-record.ts';
import { tables } from '../storage/tables.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { Transaction } from '../storage/transaction.ts';
import { openParcel } from './elsewhere.ts';
import { ownKeyPackages } from './key-packages.ts';
import { contactIn, noteLetIn } from '../devices/note-let-in.ts';
import { welcomeDevice } from '../devices/welcome-device.ts';
import { comeAgain, epochSeen, noteMembers } from './come-again.ts';
import type { Come } from './come-again.ts';
import { compare, hearOfSide } from './forks.ts';
import { greet, greetAll, oweGreeting } from './greet.ts';
import { expelRevoked } from './revoked.ts';
import { leafOf, leavesOf } from './leaves.ts';
import { isEnded } from './linger.ts';
import type { Leaf } from './leaves.ts';
import { noteNumbers, parsedNumbers } from './note-numbers.ts';
import { relaysOf } from './relays-of.ts';
import { roomOf } from './room-of.ts';
import { isStranded } from './stranded.ts';
import { summaryOf } from './summary.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
}

/** Queues Welcomes in the conversations of two with those who were added. */
export async function sendOwedWelcomes({ engine, conversations }: Parts): Promise<void> {
  for await (const value of engine.store.values(tables.owedWelcomes)) {
    const { id, identity, control: bytes } = decodeOwedWelcome(value);
    const name = { table: tables.owedWelcomes, id };
    const control = controlOf(bytes);
    const isOwn = bytesEqual(identity, engine.self.identity);
    const notes = conversations.all().find((each) => each.record().kind === 'notes');
    if (isOwn && notes !== undefined && id.startsWith(`${notes.id}/`)) {
      // Who comes into the notes is not there yet to be told: it waits where it was met.
      await welcomeDevice(engine, name, bytes);
      continue;
    }
    const direct = isOwn ? notes?.id : engine.contacts.get(identity)?.conversation;
    if (direct === undefined || control === undefined) {
      await engine.store.write([{ remove: name }]);
      continue;
    }
    await conversations.get(direct).change(async (draft) => {
      if ((await draft.tx.get(name)) === undefined) return;
      draft.tx.remove(name);
      if (draft.record.state === 'active' || draft.record.state === 'joining')
        queueContent(draft, { control, clock: nextClock(engine, draft) });
    });
  }
}

function controlOf(bytes: Uint8Array): WelcomeControl | undefined {
  const control = readControl(decodeCbor(bytes, { maxBytes: handsetLimits.maxControlBytes }));
  return control?.kind === 'welcome' ? control : undefined;
}

/**
 * Joins groups by Welcomes that came. What is no group for this handset is left; what cannot be fetched now is tried again.
 * @returns whether something is left to try
 */
export async function joinArrived(parts: Parts): Promise<boolean> {
  const { engine } = parts;
  await greetAll(engine, parts.conversations);
  let isLeft = false;
  for await (const value of engine.store.values(tables.arrivedWelcomes)) {
    const welcome = decodeArrivedWelcome(value);
    const name = { table: tables.arrivedWelcomes, id: welcome.id };
    try {
      const outcome = await joinOne(parts, welcome);
      if (outcome === 'joined') continue;
      const ageMs = engine.clock.now() - welcome.arrivedAtMs;
      if (outcome === 'later' && ageMs <= handsetLimits.maxPuzzleMs) isLeft = true;
      else await engine.store.write([{ remove: name }]);
    } catch (error) {
      if (!isSottoError(error) || !error.retryable) throw error;
      const ageMs = engine.clock.now() - welcome.arrivedAtMs;
      if (ageMs > handsetLimits.maxWelcomeWaitMs) await engine.store.write([{ remove: name }]);
      else isLeft = true;
    }
  }
  return isLeft;
}

/**
 * `joined`: it is gone already. `later`: this handset is still in the group, and may not have heard yet that it was taken out before it was
 * added again.
 */
type Joining = 'joined' | 'later' | 'nothing';

async function joinOne(
  { engine, conversations }: Parts,
  welcome: ArrivedWelcome,
): Promise<Joining> {
  const control = controlOf(welcome.control);
  if (control === undefined || engine.contacts.get(welcome.identity)?.blocked === true)
    return 'nothing';
  const via =
    welcome.conversation.length === 0 ? undefined : conversations.get(welcome.conversation);
  const known = via && (await via.look(({ group, room }) => relaysOf(engine, group, room)));
  const allowed = [...welcome.relays, ...(known ?? engine.homes.relays())];
  const opened = await openParcel(engine, control.parcel, allowed);
  const ratchetTree = control.tree && (await openParcel(engine, control.tree, allowed));
  const numbers = await openParcel(engine, control.numbers, allowed);
  if (opened === undefined || ratchetTree === undefined || numbers === undefined) return 'nothing';
  const records = await ownKeyPackages(engine);
  const own = records.map((record) => storedKeyPackage(engine, record));
  const joined = await joinGroup(engine, opened, ratchetTree ?? undefined, own);
  if (joined === undefined) return 'nothing';
  const used = records[own.indexOf(joined.used)];
  const { state } = joined;
  const told = parsedNumbers(numbers);
  const adder = signerOf(engine, state, joined.signer);
  const isOwn = bytesEqual(welcome.identity, engine.self.identity);
  const isWanted =
    used !== undefined &&
    (isOwn || roomOf(state.context).kind === 'group') &&
    adder !== undefined &&
    bytesEqual(adder.identity, welcome.identity) &&
    leavesOf(engine.mls, state).all.length === engine.mls.members(state).length;
  const former = conversations.ofGroup(state.context.groupId);
  if (
    isWanted &&
    former !== undefined &&
    (await isOfLosers(engine, former, welcome, [...told.epochs, epochSeen(state)]))
  ) {
    eraseGroup(state);
    return 'later';
  }
  const isOver =
    former === undefined ||
    isEnded(former.record()) ||
    (isWanted &&
      (await isStranded(engine, former, {
        ...{ welcome, state, adder: adder.identity },
        epochs: told.epochs,
      })));
  if (!isWanted || !isOver) {
    const isLater =
      isWanted && former !== undefined && (await isElsewhere(former, epochSeen(state)));
    if (isLater) {
      const recent = [...told.epochs, epochSeen(state)];
      await former.change((draft) => hearOfSide(engine, draft, { by: adder, recent }));
    }
    eraseGroup(state);
    return isLater ? 'later' : 'nothing';
  }
  const keyPackageId = await engine.crypto.hash('SHA-256', used.message);
  const finish = (tx: Transaction, id: ConversationId): void => {
    tx.remove({ table: tables.arrivedWelcomes, id: welcome.id });
    tx.remove({ table: tables.ownKeyPackages, id: keyPackageId });
    tx.remove({ table: tables.devicesKnown, id });
    if (isOwn) {
      noteLetIn(engine, tx, { state, id, adder: adder.device });
      return;
    }
    oweGreeting(tx, { conversation: id, adder: welcome.identity });
    engine.contacts.change(tx, welcome.identity, (contact) => ({
      ...contact,
      owedKeyPackages: Math.min(handsetLimits.keyPackagesGiven, contact.owedKeyPackages + 1),
    }));
  };
  const come = { state, told, used };
  const handle = former
    ? await comeAgain({ engine, conversations }, former, come, finish)
    : await foundGroup(engine, conversations, come, finish);
  conversations.read(handle);
  await greet(engine, handle);
  await handle.change((draft) => expelRevoked(engine, draft));
  engine.devicesChanged();
  // The adder is owed a KeyPackage in place of the one that was used; and whom a device was let in to talk to has this conversation now.
  const changed = isOwn ? contactIn(engine, state) : welcome.identity;
  if (changed !== undefined) engine.contactChanged(changed);
  return 'joined';
}

/**
 * Whether this handset is out of a group on the side of a split that stays, and is let in on the one that does not: whoever let it in comes over before long, and
 * does so again there. When nobody does, nobody of that side may be left.
 */
async function isOfLosers(
  engine: Engine,
  former: ConversationHandle,
  { arrivedAtMs }: ArrivedWelcome,
  theirs: readonly EpochSeen[],
): Promise<boolean> {
  if (!isEnded(former.record())) return false;
  if (Math.abs(engine.clock.now() - arrivedAtMs) > handsetLimits.losersWelcomeMs) return false;
  return former.look(({ epochs }) => compare(epochs, theirs) === 'ours stays');
}

/**
 * Whether this handset has not been in an epoch of a group, further along or on another side; then it looks for what happened. It may yet hear
 * that it was taken out where it is.
 */
async function isElsewhere(
  conversation: ConversationHandle,
  { epoch, authenticator }: EpochSeen,
): Promise<boolean> {
  return conversation.change(async (draft) => {
    const [first] = draft.epochs;
    if (first === undefined || epoch < first.epoch) return false;
    const known = draft.epochs.find((each) => each.epoch === epoch);
    if (known !== undefined) return !bytesEqual(known.authenticator, authenticator);
    draft.record = { ...draft.record, behind: Math.max(1, draft.record.behind) };
    return true;
  });
}

async function joinGroup(
  engine: Engine,
  welcome: Uint8Array,
  ratchetTree: Uint8Array | undefined,
  own: readonly OwnKeyPackage[],
): Promise<Joined | undefined> {
  try {
    const tree = ratchetTree === undefined ? {} : { ratchetTree };
    const input = { welcome, own, isMemberOf: () => false, ...tree };
    const joined = await engine.mls.joinGroup(input);
    erase(...joined.spent);
    return joined;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function signerOf(engine: Engine, group: GroupState, signer: number): Leaf | undefined {
  const member = engine.mls.members(group).find(({ leafIndex }) => leafIndex === signer);
  return member && leafOf(member);
}

async function foundGroup(
  engine: Engine,
  conversations: Conversations,
  { state, told, used: { mailbox, life } }: Come,
  finish: (tx: Transaction, id: ConversationId) => void,
): Promise<ConversationHandle> {
  const tx = beginTransaction(engine.store);
  const record = {
    ...groupRecord(engine, conversations, state, mailbox),
    lastLife: life,
    contactIdentity: contactIn(engine, state) ?? new Uint8Array(0),
  };
  finish(tx, record.id);
  noteMembers(engine, tx, state);
  const leaves = leavesOf(engine.mls, state);
  const known: Parameters<typeof noteNumbers>[0] = {
    leaves,
    me: leaves.at(state.keys.leafIndex),
    peer: () => undefined,
    putPeer: (peer) =>
      tx.put({ table: tables.peers(record.id), id: peer.device }, encodePeer(peer)),
  };
  noteNumbers(known, told.devices);
  for (const each of told.epochs.filter((seen) => seen.epoch < state.context.epoch)) {
    const name = { table: tables.epochs(record.id), ordinal: Number(each.epoch) };
    tx.put(name, encodeEpoch(toldEpoch(each)));
  }
  const epoch = await epochOf(engine, state);
  const { handle } = await conversations.found(tx, {
    record,
    group: newGroupOf(engine, state),
    epoch,
  });
  return handle;
}

/** The record of a group that this handset is in now. */
export function groupRecord(
  engine: Engine,
  conversations: Pick<Conversations, 'newId'>,
  state: GroupState,
  own: OwnMailbox,
): ConversationRecord {
  const nowMs = engine.clock.now();
  return {
    ...freshCounters,
    lastLife: engine.lifeNumber(),
    id: conversations.newId(),
    kind: roomOf(state.context).kind,
    createdAtMs: nowMs,
    inviteId: new Uint8Array(0),
    groupId: state.context.groupId,
    state: 'active',
    joining: undefined,
    contactIdentity: new Uint8Array(0),
    own,
    muted: false,
    draft: '',
    updatedAtMs: nowMs,
    summary: summaryOf(engine, state),
  };
}
