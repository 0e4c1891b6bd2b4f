import type { GroupState } from '@sotto/mls';
import { bytesEqual, encodeCommitNote } from '@sotto/protocol';
import { nextClock } from '../conversation/compose.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { sealContent } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { leafCapabilities, leafExtensions } from '../mls/key-package.ts';
import { isRefusal } from '../mls/refusal.ts';
import { putOwnCommit } from '../storage/own-commit-record.ts';
import type { OwnCommitRecord } from '../storage/own-commit-record.ts';
import { leapIsDue, noneSkipped } from '../storage/conversation-record.ts';
import { decodeRejoin, encodeRejoin } from '../storage/rejoin-record.ts';
import type { RejoinRecord } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { isOver } from '../wait.ts';
import { dropTicket } from '../returning/join-chain.ts';
import { learnOwnChain, linksOfReturn } from '../returning/returning.ts';
import { spendTicket, ticketFor } from '../returning/ticket.ts';
import { acceptOwnCommit } from './accept-own-commit.ts';
import { openParcel } from './elsewhere.ts';
import { compare, isDeserted, reportEpochs, spreadEpochs } from './forks.ts';
import type { HelpGiven } from './help-shelf.ts';
import { forgetOwnCommit, ownCommitOf } from './own-commit.ts';
import { leavesOf } from './leaves.ts';
import { isEnded } from './linger.ts';
import type { Leaf } from './leaves.ts';
import { noteLast } from './missing.ts';
import { commitContent, register } from './registers.ts';
import { guidesIn, leafOfGuide } from './guides.ts';
import { mayRule } from './may-rule.ts';
import { hasOnlyTakenOut, outsiders } from './outsiders.ts';
import { freshRequest, stopAsking } from './rejoin-request.ts';
import { isAdmin, roomOf } from './room-of.ts';
import { someOf } from './some-of.ts';
import { relaysOf } from './relays-of.ts';
import { leaveSide } from './tell-outsiders.ts';
import { noteTold } from './told-epochs.ts';
import { isVouchedFor, placeOf } from './vouched.ts';
import { candidate, registerToken, walkStep } from './walk.ts';

/**
 * Comes back into a group as a new leaf, by an external commit that replaces the old one (RFC 9420 §12.4.3.2). No key of the old leaf is
 * used for anything any more. Where the chain of commits can be followed to its end this device does it alone; else it asks others
 * of the group for what it takes.
 * @returns when to look again, by the clock; `undefined` when it is done
 * @throws codes of the relay and the link that pass, retryable
 */
export async function rejoin(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<number | undefined> {
  const { record } = conversation;
  if (record().committing) {
    if (await registerReturn(engine, conversation)) return undefined;
    return engine.clock.now() + handsetLimits.rejoinRetryMs;
  }
  if (record().joining === 'restored') {
    for (let step = 0; record().joining === 'restored' && step < handsetLimits.maxWalkSteps; step++)
      if ((await walkStep(engine, conversation)) !== 'taken') break;
    if (record().state !== 'joining') return undefined;
    // A commit of one's own lay there that this device does not remember.
    if (record().joining !== 'restored') return rejoin(engine, conversation);
    if (await comeBack(engine, conversation, await ownHelp(engine, conversation))) return undefined;
    // A commit ended this epoch that this device cannot follow: one of its own that it does not remember.
    await conversation.change(async (draft) => {
      draft.record = { ...draft.record, joining: 'cut-off' };
    });
  }
  const given = await takeHelps(engine, conversation);
  if (given === 'back') return undefined;
  const ticket = given === 'none' ? await ticketFor(engine, conversation) : undefined;
  if (ticket !== undefined) {
    if (await comeBack(engine, conversation, ticket.help)) return undefined;
    await spendTicket(engine, conversation.id, ticket);
  }
  return askForHelp(engine, conversation);
}

/** Tries what help came, one after the other: some may lead where this device must not go, or come too late. */
async function takeHelps(
  engine: Engine,
  conversation: ConversationHandle,
  isFit: (help: HelpGiven) => Promise<boolean> = async () => true,
): Promise<'back' | 'in vain' | 'none'> {
  const take = () => engine.helpFor.take(conversation.id);
  let outcome: 'in vain' | 'none' = 'none';
  for (let help = take(); help !== undefined; help = take()) {
    outcome = 'in vain';
    if ((await isFit(help)) && (await comeBack(engine, conversation, help))) return 'back';
  }
  return outcome;
}

/**
 * Asks for help although this device still has its place, as somebody says that others are elsewhere; and goes there once it has what that
 * takes. Who says so and does not help changes nothing.
 * @returns when to look again; `undefined` when nobody gave help for so long that there is nothing to it
 * @throws as `rejoin`
 */
export async function comeOver(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<number | undefined> {
  await takeHelps(engine, conversation, ({ numbers }) =>
    conversation.look(({ record, group, epochs }) => {
      const how = compare(epochs, numbers.epochs);
      if (how === 'behind' || how === 'theirs stays') return true;
      const here = { record, epochs, leaves: leavesOf(engine.mls, group) };
      return how === 'ours stays' && isDeserted(engine, here, numbers.epochs);
    }),
  );
  return conversation.record().state === 'active' ? askForHelp(engine, conversation) : undefined;
}

/**
 * A device whose store was put back may have been let in again since to where it is out, and asks.
 * @returns when to look again; `undefined` when it has nothing to ask
 * @throws as `rejoin`
 */
export async function askWhetherIn(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<number | undefined> {
  const { id, record } = conversation;
  if ((await engine.store.get({ table: tables.rejoin, id })) === undefined) return undefined;
  await takeHelps(engine, conversation);
  if (!isEnded(record())) return engine.clock.now();
  const nextAtMs = await askForHelp(engine, conversation);
  if (nextAtMs === undefined) await conversation.change(async (draft) => stopAsking(draft));
  return nextAtMs;
}

/** What a device knows itself that is still in the last epoch. */
async function ownHelp(engine: Engine, conversation: ConversationHandle): Promise<HelpGiven> {
  return conversation.look(async ({ group, room, epochs }) => ({
    groupInfo: {
      bytes: await engine.mls.groupInfo(group, { ratchetTree: false, externalPub: true }),
    },
    tree: { bytes: engine.mls.ratchetTree(group) },
    token: await registerToken(engine, group, 0),
    envelopeKey: epochs.at(-1)!.envelopeKey,
    registers: room.registers,
    replaces: group.keys.leafIndex,
    numbers: { devices: [], epochs },
    links: [],
    isOfAdmin: true,
    by: engine.self.identity,
    guides: [],
  }));
}

async function comeBack(
  engine: Engine,
  conversation: ConversationHandle,
  help: HelpGiven,
): Promise<boolean> {
  const relays = await conversation.look(({ group, room }) => relaysOf(engine, group, room));
  const allowed = [...new Set([...relays, ...help.registers])];
  const groupInfo = await openParcel(engine, help.groupInfo, allowed);
  const ratchetTree = await openParcel(engine, help.tree, allowed);
  if (groupInfo === undefined || ratchetTree === undefined) return false;
  const { device } = engine.self;
  const { own, groupId, kind } = conversation.record();
  const former = engine.former.record();
  // Who was restored from a backup comes into the chain by the commit that brings it into the notes.
  if (kind === 'notes') await learnOwnChain(engine, help.links);
  const links = kind === 'notes' && former !== undefined ? await linksOfReturn(engine, former) : [];
  const note = await conversation.change(async (draft) => ({
    leaves: [],
    clock: nextClock(engine, draft),
    ...(links.length === 0 ? {} : { links }),
  }));
  let joined: Awaited<ReturnType<Engine['mls']['joinExternal']>>;
  try {
    joined = await engine.mls.joinExternal({
      groupInfo,
      ratchetTree,
      credential: { credentialType: 'basic', identity: device.credential },
      signaturePrivateKey: device.signaturePrivateKey.slice(),
      capabilities: leafCapabilities,
      leafNodeExtensions: leafExtensions({ ...own, relays: engine.homes.relays() }),
      replaces: help.replaces,
      authenticatedData: encodeCommitNote(note),
      isMemberOf: () => false,
    });
    roomOf(joined.state.context);
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
  if (!bytesEqual(joined.state.context.groupId, groupId)) return false;
  // A member who could lead others into a copy of the group with themselves as its admin would rule it.
  const isRuledWell = await conversation.look(({ group, epochs }) =>
    mayRule(
      engine,
      joined.state,
      { group, epochs, guides: help.guides },
      { told: help.numbers.epochs, by: help.by },
    ),
  );
  if (!help.isOfAdmin && !isRuledWell) {
    const where = placeOf(engine, joined.state);
    engine.helpFor.refuse(conversation.id, help.by, where);
    const leading = engine.helpFor.refusedBy(conversation.id, where);
    const known = await conversation.look(({ group }) => leavesOf(engine.mls, group));
    if (!isVouchedFor(engine.self.identity, known.identities(), leading)) return false;
  }
  const { message } = joined;
  const content = await commitContent(engine, { registers: help.registers, relays }, message);
  const { token, envelopeKey, registers, numbers } = help;
  const authenticator = numbers.epochs.at(-1)?.authenticator ?? new Uint8Array(0);
  const commit: OwnCommitRecord = {
    epoch: joined.state.context.epoch - 1n,
    life: engine.lifeNumber(),
    body: await sealContent(engine.crypto, envelopeKey, content),
    welcome: undefined,
    intents: [],
    keyPackages: [],
    leaving: [],
    links,
    clock: note.clock,
    names: joined.changes.map(({ name }) => name),
    external: { token, envelopeKey, authenticator, registers },
  };
  await conversation.change(async (draft) => {
    if (draft.record.state !== 'joining') {
      // Where this device is to be is known now, and not before.
      await forgetOwnCommit(draft);
      draft.record = { ...draft.record, state: 'joining', joining: 'cut-off' };
    }
    if (draft.record.committing) return;
    const changes = joined.changes.map(({ name, bytes }) => [name, bytes] as const);
    putOwnCommit(draft.tx, conversation.id, commit, changes);
    if (draft.record.joining === 'cut-off') {
      await leaveSide(engine, draft, { state: joined.state, recent: numbers.epochs });
      // The last one is noted with its key when this device is back.
      noteTold(draft, numbers.epochs.slice(0, -1));
      await noteGuides(engine, draft, joined.state);
    }
    for (const { device, next } of numbers.devices) noteLast(engine, draft, device, next);
    draft.record = { ...draft.record, committing: true };
    engine.made.keep(conversation.id, commit.body, joined.state);
  });
  return registerReturn(engine, conversation);
}

/** Keeps who can help on, should this device come too late where it goes. */
async function noteGuides(
  engine: Engine,
  draft: ConversationDraft,
  state: GroupState,
): Promise<void> {
  const name = { table: tables.rejoin, id: draft.record.id };
  const asked = await draft.tx.get(name);
  if (asked === undefined) return;
  draft.tx.put(name, encodeRejoin({ ...decodeRejoin(asked), guides: guidesIn(engine, state) }));
}

/** True when the external commit that is on its way came first, and this device is back. */
async function registerReturn(engine: Engine, conversation: ConversationHandle): Promise<boolean> {
  const start = await conversation.look(async ({ record, group, room }) => ({
    own: await ownCommitOf(engine.store, record),
    relays: relaysOf(engine, group, room),
  }));
  const { own, relays } = start;
  if (own?.external === undefined) {
    await conversation.change(forgetOwnCommit);
    return conversation.record().state === 'active';
  }
  const { token, envelopeKey, registers } = own.external;
  const answer = await register(engine, { registers, relays }, token, own.body);
  const before = await Promise.all(
    answer.before.map((body) => candidate(engine, { envelopeKey }, body, answer.relay)),
  );
  const itself = await candidate(engine, { envelopeKey }, own.body, answer.relay);
  // From outside nobody can tell a commit that counts from one that does not: what looks like one is taken for it.
  const isFirst =
    !answer.full &&
    itself.message !== undefined &&
    before.every(({ message }) => message === undefined);
  await conversation.change(async (draft) => {
    if (draft.record.state !== 'joining') return;
    if (!isFirst) return forgetOwnCommit(draft);
    await returned(engine, draft, own);
  });
  return conversation.record().state === 'active';
}

async function returned(
  engine: Engine,
  draft: ConversationDraft,
  own: OwnCommitRecord,
): Promise<void> {
  const wasForked = draft.record.joining === 'cut-off';
  await acceptOwnCommit(engine, draft, own);
  // Numbers that may have been used in a life that is forgotten are not used again; nor are keys, when a copy of this store came back by this very commit.
  const { skippedFrom } = draft.record;
  if (!wasForked) draft.record = { ...draft.record, skippedFrom: leapIsDue, lastLife: own.life };
  else if (skippedFrom !== leapIsDue) draft.record = { ...draft.record, skippedFrom: noneSkipped };
  draft.tx.remove({ table: tables.rejoin, id: draft.record.id });
  dropTicket(draft.tx, draft.record.id);
  draft.after(() => {
    engine.claims.forget(draft.record.id);
    engine.helpFor.forget(draft.record.id);
  });
}

/** `undefined`: it was asked for in vain for so long that a device which has its place gives up. */
async function askForHelp(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<number | undefined> {
  const claimed = engine.claims.of(conversation.id)?.by;
  return conversation.change(async (draft) => {
    const name = { table: tables.rejoin, id: draft.record.id };
    const stored = await draft.tx.get(name);
    const nowMs = engine.clock.now();
    const asked = stored && decodeRejoin(stored);
    // Forgotten meanwhile, or told.
    if (asked === undefined && isEnded(draft.record)) return undefined;
    const { maxRejoinWaitMs, maxHelpTries } = handsetLimits;
    const isOld = asked !== undefined && Math.abs(asked.askAtMs - nowMs) > 2 * maxRejoinWaitMs;
    const wait = asked && { atMs: asked.askAtMs, ms: helpWaitMs(asked.tries - 1) };
    if (wait !== undefined && !isOver(wait, nowMs)) return wait.atMs;
    const isSpent = !isOld && (asked?.tries ?? 0) >= maxHelpTries;
    if (isSpent && draft.record.state !== 'joining') return undefined;
    const { crypto } = engine;
    const request: RejoinRecord = (isOld ? undefined : asked) ?? {
      ...freshRequest(engine),
      guides: asked?.guides ?? [],
    };
    const { guides } = request;
    const out = outsiders(draft).filter(({ identity }) => hasOnlyTakenOut(draft, identity));
    const known = [...out, ...draft.leaves.all, ...guides.map(leafOfGuide)];
    const byDevice = new Map(known.map((leaf) => [toHex(leaf.device), leaf]));
    // Whoever said that others are elsewhere is there, and may read at a mailbox that is not in this roster.
    const first = claimed === undefined ? [] : [claimed];
    for (const { device } of [draft.me, ...first]) byDevice.delete(toHex(device));
    const others = [...byDevice.values()];
    // An admin can also say that this device is out.
    const isRuler = ({ identity, device }: Leaf): boolean =>
      isAdmin(draft.room, draft.leaves, identity) ||
      guides.some((each) => each.isAdmin && bytesEqual(each.device, device));
    if (!first.some(isRuler)) first.push(...someOf(engine, others.filter(isRuler), 1));
    const some = others.filter((leaf) => !first.includes(leaf));
    const to = [...first, ...someOf(engine, some, handsetLimits.maxAskedForHelp - first.length)];
    await reportEpochs(engine, draft, {
      to,
      under: spreadEpochs(draft.epochs, request.tries),
      help: await crypto.xwing.publicKey(request.privateKey),
      id: request.requestId,
    });
    const askAtMs = nowMs + helpWaitMs(request.tries);
    const next = { ...request, tries: request.tries + 1, askAtMs };
    draft.tx.put(name, encodeRejoin(next));
    return next.askAtMs;
  });
}

/** After help was asked for, `tries` times before. */
function helpWaitMs(tries: number): number {
  const { rejoinRetryMs, maxRejoinWaitMs } = handsetLimits;
  return Math.min(rejoinRetryMs * 2 ** Math.min(tries, 12), maxRejoinWaitMs);
}
