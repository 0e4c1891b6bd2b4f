import { isOutline } from '@sotto/mls';
import type { GroupState } from '@sotto/mls';
import type { ConversationDraft } from '../conversation/draft.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import { follow } from '../conversation/follow.ts';
import type { Engine } from '../engine.ts';
import type { OwnCommitRecord } from '../storage/own-commit-record.ts';
import { reviewReceipts } from '../message/reports.ts';
import { followChain } from '../devices/follow-chain.ts';
import { promiseHistory } from '../devices/promise-history.ts';
import { removeOwnCommit } from '../storage/own-commit-record.ts';
import { wasIn } from '../storage/epoch-record.ts';
import { freshPeer } from '../storage/peer-record.ts';
import { tables } from '../storage/tables.ts';
import { queueHint } from './hint.ts';
import { acceptedState, ownEffects } from './own-commit.ts';
import { dropPuzzles } from './drop-puzzles.ts';
import { noteNewcomers, tryPuzzles } from './enter-epoch.ts';
import { isRepeatable } from './intents.ts';
import type { Leaves } from './leaves.ts';
import { noteOutsiders } from './outsiders.ts';
import { eventsOf, tellEvents } from './tell-change.ts';
import { tellOutsiders } from './tell-outsiders.ts';
import { expelRevoked } from './revoked.ts';
import { queueWelcome } from './queue-welcome.ts';

/**
 * A commit of one's own came first: enters the epoch that it leads to, tells the others that there is one, and those whom it
 * adds how to join; all in the draft.
 */
export async function acceptOwnCommit(
  engine: Engine,
  draft: ConversationDraft,
  own: OwnCommitRecord,
): Promise<void> {
  const { id } = draft.record;
  const wasCutOff = draft.record.joining === 'cut-off';
  const before = { leaves: draft.leaves, room: draft.room, group: draft.group };
  const accepted: GroupState =
    engine.made.take(id, own.body) ?? (await acceptedState(engine, draft, own));
  if (own.external === undefined) draft.advance(engine.mls.accept(draft.group, accepted));
  else {
    // What others wrote before they hear of the return is of epochs that this device was in.
    const isOwn = !isOutline(draft.group);
    const shared = isOwn ? draft.epochs.filter(wasIn).map(({ epoch }) => epoch) : [];
    draft.replaceGroup(engine.mls.keepHistory(accepted, draft.group, shared));
  }
  const told = own.external === undefined ? before.leaves : draft.leaves;
  await queueHint(engine, draft, told, own.external ?? draft.epochs.at(-1));
  if (wasCutOff && own.external !== undefined) {
    const { envelopeKey, authenticator } = own.external;
    const { editWithinSeconds } = draft.room;
    const ended = {
      epoch: own.epoch,
      envelopeKey,
      authenticator,
      editWithinSeconds,
      madeInLife: 0,
      did: [],
      admins: [],
    };
    draft.replaceEpochs([...draft.epochs.filter(({ epoch }) => epoch < own.epoch), ended]);
    await dropPuzzles(draft);
  }
  await draft.noteEpoch(own.life, await whatItDoes(draft, own));
  removeOwnCommit(draft.tx, id, own);
  const updatedAtMs = engine.clock.now();
  draft.record = { ...draft.record, committing: false, updatedAtMs };
  if (own.external !== undefined)
    draft.record = { ...draft.record, state: 'active', joining: undefined, behind: 1 };
  for (const ordinal of own.intents) {
    const name = { table: tables.intents(id), ordinal };
    if ((await draft.tx.get(name)) === undefined) continue;
    draft.tx.remove(name);
    draft.record = { ...draft.record, intents: Math.max(0, draft.record.intents - 1) };
  }
  const external = own.external !== undefined;
  const effects = { ...ownEffects(engine, before.group, draft.group), external };
  const change = {
    effects,
    leavesBefore: before.leaves,
    leavesAfter: draft.leaves,
    roomBefore: before.room,
    roomAfter: draft.room,
    leaving: own.leaving,
  };
  const hlc = follow(engine, draft, own.clock);
  const seed = draft.epochs.at(-1)!.authenticator;
  await tellEvents(engine, draft, eventsOf(change), { seed, hlc });
  if (external) noteStrangers(draft, before);
  else noteNewcomers(draft, before.leaves);
  const gone = noteOutsiders(draft, before.leaves);
  // Who left knows it.
  const unaware = gone.filter(({ leafIndex }) => !own.leaving.includes(leafIndex));
  await tellOutsiders(engine, draft, unaware);
  await followChain(engine, draft, own.links);
  await promiseHistory(engine, draft, effects.added);
  await expelRevoked(engine, draft);
  if (effects.removed.length > 0) await reviewReceipts(draft);
  if (own.welcome !== undefined) await queueWelcome(engine, draft, own);
  await tryPuzzles(engine, draft);
  if (!external) return;
  draft.after(engine.devicesChanged);
  engine.healing.add(draft.tx, { rejoined: 1, forksHealed: wasCutOff ? 1 : 0 });
  // It has no content, and only counts: so the others see what they miss of this device.
  queueContent(draft, { clock: nextClock(engine, draft) });
}

/** The intents of a commit that a person asked for, as they are stored. */
async function whatItDoes(
  draft: ConversationDraft,
  own: OwnCommitRecord,
): Promise<readonly Uint8Array[]> {
  const names = own.intents.map((ordinal) => ({ table: tables.intents(draft.record.id), ordinal }));
  const stored = await Promise.all(names.map((name) => draft.tx.get(name)));
  return stored.filter((value) => value !== undefined && isRepeatable(value)) as Uint8Array[];
}

/** Whoever is on the side that one came over to, and was not on one's own, gets nothing again of what was said without them. */
function noteStrangers(
  draft: ConversationDraft,
  before: { readonly leaves: Leaves; readonly group: GroupState },
): void {
  const { epoch } = draft.group.context;
  const ended = before.group.context.epoch + 1n;
  const sinceEpoch = Number(epoch > ended ? epoch : ended);
  for (const { device, identity, leafIndex } of draft.leaves.all) {
    if (leafIndex === draft.me.leafIndex || before.leaves.ofDevice(device) !== undefined) continue;
    // All that a device said which is not known here, it said to this one too.
    const peer = draft.peer(device) ?? { ...freshPeer(device, identity), next: 0 };
    draft.putPeer({ ...peer, sinceEpoch });
  }
}
