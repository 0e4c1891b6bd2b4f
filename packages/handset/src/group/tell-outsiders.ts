import { bytesEqual } from '@sotto/protocol';
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
import { compare, recentOf, reportEpochs, spreadEpochs } from './forks.ts';
import type { EpochReport } from './forks.ts';
import type { Leaf, Leaves } from './leaves.ts';
import { mayTakeOut } from './policy.ts';
import { tellEvents } from './tell-change.ts';
import { isOtherwise } from './told-epochs.ts';

/** Says to devices that are out which epochs there are, under keys of before. Whoever knows that they are out has nothing to do. */
export async function tellOutsiders(
  engine: Engine,
  draft: ConversationDraft,
  gone: readonly Leaf[],
): Promise<void> {
  if (gone.length === 0) return;
  const under = spreadEpochs(draft.epochs.slice(0, -1));
  // The device whose place this one took does not know it.
  const former = engine.former.device();
  const isFormer = ({ device }: Leaf): boolean =>
    former !== undefined && bytesEqual(device, former.key);
  const others = gone.filter((leaf) => !isFormer(leaf));
  await reportEpochs(engine, draft, { to: others, under, help: null });
  const to = gone.filter(isFormer);
  await reportEpochs(engine, draft, { to, under, help: null, asFormer: true });
}

interface Left {
  /** Of the other side. */
  readonly leaves: Leaves;
  readonly recent: readonly EpochSeen[];
  /** What this device asks for again there. */
  readonly again: readonly Intent[];
}

/**
 * Says to devices that are on a side which does not stay with this one, and not on the other to which it is about to go, that they are out: there
 * nobody has the keys of those who were let in on this side alone. As far as this device may take them out, and does not let them in there again.
 */
export async function tellLeftBehind(
  engine: Engine,
  draft: ConversationDraft,
  { leaves, again, recent }: Left,
): Promise<void> {
  const isLetIn = (identity: Uint8Array): boolean =>
    again.some((intent) => intent.type === 'add' && bytesEqual(intent.identity, identity));
  const to = draft.leaves.all.filter(
    ({ device, identity }) =>
      leaves.ofDevice(device) === undefined &&
      !isLetIn(identity) &&
      mayTakeOut(draft.room, draft.leaves, engine.self.identity, identity),
  );
  await queueAside(engine, draft, { body: { kind: 'out', recent }, to });
}

/** A device that is out speaks as if it were in: who may take it out tells it, under the key that it used. */
export async function answerOutsider(
  engine: Engine,
  draft: ConversationDraft,
  { aside, sender, body, by }: EpochReport,
): Promise<void> {
  const { state, id } = draft.record;
  const mayTell = mayTakeOut(draft.room, draft.leaves, engine.self.identity, sender.identity);
  if (state !== 'active' || !mayTell) return;
  const how = compare(draft.epochs, body.recent);
  // Further along our chain, or on the side that stays, it may be in again. Who is alone hears of that from nobody else.
  const isAlone = draft.leaves.identities().length === 1;
  if (how !== 'ahead' && how !== 'ours stays' && !(how === 'theirs stays' && isAlone)) return;
  const asked = body.help === null ? '' : toHex(aside.id);
  if (!engine.claims.mayAnswer(id, `${toHex(sender.device)} ${asked}`)) return;
  const out = { kind: 'out', recent: recentOf(draft) } as const;
  await queueAside(engine, draft, { body: out, to: [sender], under: [by] });
}

/** Somebody says that this device is out. The word of one who could take it out anyway is enough. */
export async function takeOut(
  engine: Engine,
  draft: ConversationDraft,
  sender: Leaf,
  { recent }: OutAside,
): Promise<void> {
  const { state, groupId } = draft.record;
  if (state !== 'active' && state !== 'joining') return;
  if (!mayTakeOut(draft.room, draft.leaves, sender.identity, engine.self.identity)) return;
  const how = compare(draft.epochs, recent);
  // It was said before this device came in again, or on a side that does not stay; which matters where others may be on the one that does.
  const isBetweenTwo = draft.leaves.identities().length === 2;
  if (how !== 'behind' && how !== 'theirs stays' && !(how === 'ours stays' && isBetweenTwo)) return;
  if (how === 'theirs stays') {
    engine.healing.add(draft.tx, { forksHealed: 1 });
    await takeAlong(engine, draft, recent);
  }
  const by = toHex(sender.identity) as IdentityId;
  const seed = concat(utf8('removed'), draft.epochs.at(-1)?.authenticator ?? groupId);
  const told = { seed, hlc: nextClock(engine, draft) };
  await tellEvents(engine, draft, [{ type: 'removed', by, who: [engine.self.id] }], told);
  await endConversation(engine, draft, 'removed');
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
