import type { GroupState } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { Room } from '@sotto/protocol';
import { guidesOf } from './guides.ts';
import { isAdmin, roomOf } from './room-of.ts';
import type { EpochSeen, OutAside } from '@sotto/protocol';
import type { IdentityId } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { nextClock } from '../conversation/compose.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { decodeIntent } from '../storage/intent-record.ts';
import type { Intent } from '../storage/intent-record.ts';
import { queueAside } from './asides.ts';
import { endConversation } from './end-conversation.ts';
import { handsetLimits } from '../limits.ts';
import { sayLeft } from './linger.ts';
import { adminsInCommon } from './may-rule.ts';
import { hasOnlyTakenOut, outsider, outsiders } from './outsiders.ts';
import { someOf } from './some-of.ts';
import { compare, noteClaim, recentOf, reportEpochs, spreadEpochs } from './forks.ts';
import type { EpochReport } from './forks.ts';
import { putIntent } from './intents.ts';
import { leavesOf } from './leaves.ts';
import type { Leaf, Leaves } from './leaves.ts';
import { mayTakeOut } from './policy.ts';
import { tellEvents } from './tell-change.ts';
import { isOtherwise } from './told-epochs.ts';

/** Says to devices that are out which epochs there are, under keys of before. Whoever knows that they are out has nothing to do. */
export async function tellOutsiders(
  engine: Engine,
  draft: ConversationDraft,
  gone: readonly Leaf[],
  turn = 0,
): Promise<void> {
  if (gone.length === 0) return;
  const under = spreadEpochs(draft.epochs.slice(0, -1), turn);
  // The device whose place this one took does not know it.
  const former = engine.former.device();
  const isFormer = ({ device }: Leaf): boolean =>
    former !== undefined && bytesEqual(device, former.key);
  const others = gone.filter((leaf) => !isFormer(leaf));
  await reportEpochs(engine, draft, { to: others, under, help: null });
  const to = gone.filter(isFormer);
  await reportEpochs(engine, draft, { to, under, help: null, asFormer: true });
}

/** A device that is out sends messages as if it were in: it may not have heard, as a relay lost the word or keeps the commit from it. */
export async function tellStillOut(
  engine: Engine,
  draft: ConversationDraft,
  device: Uint8Array,
): Promise<void> {
  const gone = outsider(draft, device);
  if (gone === undefined || draft.room.kind !== 'group') return;
  if (!engine.claims.mayAnswer(draft.record.id, `${toHex(device)} message`)) return;
  await tellOutsiders(engine, draft, [gone]);
}

interface Left {
  /** Of the other side. */
  readonly leaves: Leaves;
  readonly room: Room;
  readonly recent: readonly EpochSeen[];
  /** What this device asks for again there. */
  readonly again: readonly Intent[];
}

/**
 * Says to devices that are on a side which does not stay with this one, and not on the other to which it is about to go, that they are out: there
 * nobody has the keys of those who were let in on this side alone. As far as this device may take them out, and does not let them in there again.
 */
async function tellLeftBehind(
  engine: Engine,
  draft: ConversationDraft,
  { leaves, room, again, recent }: Left,
): Promise<void> {
  const mayAdd = room.membersMayAdd || isAdmin(room, leaves, engine.self.identity);
  const isLetIn = (identity: Uint8Array): boolean =>
    mayAdd &&
    again.some((intent) => intent.type === 'add' && bytesEqual(intent.identity, identity));
  const to = draft.leaves.all.filter(
    ({ device, identity }) =>
      leaves.ofDevice(device) === undefined &&
      !isLetIn(identity) &&
      mayTakeOut(draft.room, draft.leaves, engine.self.identity, identity),
  );
  await queueAside(engine, draft, { body: { kind: 'out', recent }, to });
}

/**
 * Goes from a side of a split that does not stay: whoever is there alone is told so, and what this device did there it asks for again on the other, whose state and
 * epochs are given.
 */
export async function leaveSide(
  engine: Engine,
  draft: ConversationDraft,
  { state, recent }: { readonly state: GroupState; readonly recent: readonly EpochSeen[] },
): Promise<void> {
  const left = draft.epochs.filter((each) => isOtherwise(each, recent));
  if (left.length === 0) return;
  const again = left.flatMap(({ did }) => did).map(decodeIntent);
  const leaves = leavesOf(engine.mls, state);
  const room = roomOf(state.context);
  await tellLeftBehind(engine, draft, { leaves, room, again, recent });
  for (const intent of again)
    if (draft.record.intents < handsetLimits.maxIntents) putIntent(draft, intent);
  draft.replaceEpochs(draft.epochs.filter((each) => !left.includes(each)));
}

/**
 * What does not open may be of somebody who is out and does not know, as a relay lost the word of it: some of them are told again.
 * @param turn takes other epochs' keys each time
 */
export async function remindOutsiders(
  engine: Engine,
  draft: ConversationDraft,
  turn: number,
): Promise<void> {
  if (draft.room.kind !== 'group') return;
  await tellOutsiders(
    engine,
    draft,
    someOf(engine, outsiders(draft), handsetLimits.maxAskedForHelp),
    turn,
  );
}

/**
 * A device that is out speaks as if it were in: it is told so, under the key that it used. Where its side is the one that stays, whoever else is on it brings this device over before
 * long; when nobody does, it is alone there.
 */
export async function answerOutsider(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender, body, by }: EpochReport,
): Promise<void> {
  const { state, id } = draft.record;
  const mayTell = draft.room.kind === 'group' || bytesEqual(sender.identity, engine.self.identity);
  if (state !== 'active' || !mayTell) return;
  const how = compare(draft.epochs, body.recent);
  const device = toHex(sender.device);
  const saidForLong = (): boolean => engine.claims.saysForLong(id, device);
  // Whom this device took out, it took out for itself alone when they do not go.
  const mayGoOver = how === 'theirs stays' || (how === 'ours stays' && saidForLong());
  if (mayGoOver && hasOnlyTakenOut(draft, sender.identity)) {
    noteClaim(engine, draft, sender, body);
    return;
  }
  // Further along our chain it may be in again.
  const isOutAnyway = how === 'theirs stays' && !isSaidInside(engine, draft) && saidForLong();
  if (how !== 'ahead' && how !== 'ours stays' && !isOutAnyway) return;
  const asked = body.help === null ? '' : toHex(aside.id);
  if (!engine.claims.mayAnswer(id, `${device} ${asked}`)) return;
  const out = { kind: 'out', recent: recentOf(draft) } as const;
  await queueAside(engine, draft, { body: out, to: [sender], under: [by] });
}

/** Whether somebody who is in says that others are elsewhere. */
function isSaidInside({ claims }: Engine, { record, leaves }: ConversationDraft): boolean {
  const by = claims.of(record.id)?.by;
  return by !== undefined && leaves.ofDevice(by.device) !== undefined;
}

/** Somebody says that this device is out. */
export async function takeOut(
  engine: Engine,
  draft: ConversationDraft,
  sender: Leaf,
  { recent }: OutAside,
): Promise<void> {
  const { state, groupId } = draft.record;
  if (state !== 'active' && state !== 'joining') return;
  const how = compare(draft.epochs, recent);
  // Else it was said before this device came in again.
  if (how !== 'behind' && how !== 'theirs stays' && how !== 'ours stays') return;
  if (!(await isToBeHeeded(engine, draft, sender, recent))) return;
  if (how !== 'behind') engine.healing.add(draft.tx, { forksHealed: 1 });
  if (how === 'theirs stays') await takeAlong(engine, draft, recent);
  // Whoever may be here all the same has its word, and takes it out.
  if (how === 'ours stays')
    await sayLeft(engine, draft, { to: others(draft), under: draft.epochs.slice(-1) });
  const by = toHex(sender.identity) as IdentityId;
  const seed = concat(utf8('removed'), draft.epochs.at(-1)?.authenticator ?? groupId);
  const told = { seed, hlc: nextClock(engine, draft) };
  await tellEvents(engine, draft, [{ type: 'removed', by, who: [engine.self.id] }], told);
  await endConversation(engine, draft, 'removed');
}

function others({ leaves, me }: ConversationDraft): readonly Leaf[] {
  return leaves.all.filter(({ leafIndex }) => leafIndex !== me.leafIndex);
}

/**
 * Whether a word that this device is out is enough. That of one who could take it out anyway is. So is that of one who could when the group split, as
 * the role may have gone on this side alone, and they themselves too, where a member says it as well: by themself, who was an admin once could say it at any time.
 * And so is that of an admin of where this device is on its way to.
 */
async function isToBeHeeded(
  engine: Engine,
  draft: ConversationDraft,
  { identity }: Leaf,
  recent: OutAside['recent'],
): Promise<boolean> {
  const { room, leaves, epochs, record } = draft;
  if (mayTakeOut(room, leaves, identity, engine.self.identity)) return true;
  if (room.kind !== 'group') return false;
  const guides = await guidesOf(draft);
  if (guides.some((each) => each.isAdmin && bytesEqual(each.identity, identity))) return true;
  const ruled = adminsInCommon(epochs, recent).map(toHex);
  // Each took the other out, and nobody else is left here to say it.
  if (hasOnlyTakenOut(draft, identity)) return ruled.includes(toHex(identity));
  const said = engine.claims.saysOut(record.id, toHex(identity));
  const members = leaves.identities().map(toHex);
  return said.some(
    (admin) =>
      ruled.includes(admin) && said.some((each) => each !== admin && members.includes(each)),
  );
}

/** Whom this device let in on the side that does not stay, nobody on the other knows: they are out with it, as far as it may take them out. */
async function takeAlong(
  engine: Engine,
  draft: ConversationDraft,
  recent: OutAside['recent'],
): Promise<void> {
  const did = draft.epochs.filter((each) => isOtherwise(each, recent)).flatMap((each) => each.did);
  const letIn = did.map(decodeIntent).filter((intent) => intent.type === 'add');
  const to = draft.leaves.all.filter(
    ({ identity }) =>
      letIn.some((intent) => bytesEqual(intent.identity, identity)) &&
      mayTakeOut(draft.room, draft.leaves, engine.self.identity, identity),
  );
  await queueAside(engine, draft, { body: { kind: 'out', recent }, to });
}
