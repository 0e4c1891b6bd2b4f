import type { CommitEffects, Transition } from '@sotto/mls';
import type { CommitNote } from '@sotto/protocol';
import type { ConversationEvent } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { follow } from '../conversation/follow.ts';
import { takeBody } from '../conversation/receive.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { reviewReceipts } from '../message/reports.ts';
import { freshPeer } from '../storage/peer-record.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { decodePuzzle } from '../storage/puzzle-record.ts';
import { tables } from '../storage/tables.ts';
import { followChain } from '../devices/follow-chain.ts';
import { forgetOwnCommit } from './own-commit.ts';
import { noteLast } from './missing.ts';
import { reportEpochs } from './forks.ts';
import { mayBeInAgain } from './come-back.ts';
import { beginAsking } from './rejoin-request.ts';
import { endConversation } from './end-conversation.ts';
import { noteOutsiders } from './outsiders.ts';
import { lostTo } from './registers.ts';
import { expelRevoked, learnRevoked } from './revoked.ts';
import { eventsOf, tellEvents } from './tell-change.ts';
import type { Leaves } from './leaves.ts';
import type { Room } from '@sotto/protocol';

/** A commit that counts: the first valid one of its epoch. */
export interface CountingCommit {
  readonly effects: CommitEffects;
  readonly note: CommitNote;
  /** `undefined`: it removes this device. */
  readonly transition: Transition | undefined;
}

/**
 * Follows a commit into the next epoch, all in the draft: the group, the epoch's keys, what the history tells of it; and looks
 * whether envelopes open now that did not before.
 */
export async function enterEpoch(
  engine: Engine,
  draft: ConversationDraft,
  { effects, note, transition }: CountingCommit,
): Promise<void> {
  const before = { leaves: draft.leaves, room: draft.room };
  const hlc = follow(engine, draft, note.clock);
  await forgetOwnCommit(draft);
  if (transition === undefined) {
    const after = withoutLeaves(before.leaves, effects.removed);
    const change = changeOf(before, { leaves: after, room: before.room }, effects, note);
    // The epoch that it leads to is not for us to know.
    const seed = concat(
      utf8('removed'),
      draft.epochs.at(-1)?.authenticator ?? draft.record.groupId,
    );
    // A backup of this device was restored on another one, which took its place.
    const events: readonly ConversationEvent[] = effects.external
      ? [{ type: 'device', by: engine.self.id, change: 'removed' }]
      : eventsOf(change);
    await tellEvents(engine, draft, events, { seed, hlc });
    await followChain(engine, draft, note.links ?? []);
    const isRestored = draft.record.joining === 'restored';
    await endConversation(engine, draft, 'removed');
    if (isRestored && mayBeInAgain(engine, draft.record)) beginAsking(engine, draft);
    return;
  }
  draft.advance(transition);
  await draft.noteEpoch();
  const after = { leaves: draft.leaves, room: draft.room };
  const seed = draft.epochs.at(-1)!.authenticator;
  await tellEvents(engine, draft, eventsOf(changeOf(before, after, effects, note)), { seed, hlc });
  for (const { identity } of draft.leaves.all)
    if (engine.contacts.get(identity) === undefined && !isOneself(engine, identity))
      engine.contacts.change(draft.tx, identity, (contact) => contact);
  noteNewcomers(draft, before.leaves);
  if (effects.external) noteSuccessor(draft, before.leaves, effects);
  noteOutsiders(draft, before.leaves);
  noteLastWords(engine, draft, before.leaves, note);
  await followChain(engine, draft, note.links ?? []);
  await learnRevoked(engine, draft, before.leaves, {
    links: note.revoked,
    removed: effects.removed,
  });
  await expelRevoked(engine, draft);
  if (effects.removed.length > 0) await reviewReceipts(draft);
  if (effects.external || wasLost(engine, before.leaves, effects.committer))
    await tellReturned(engine, draft, effects.committer);
  await tryPuzzles(engine, draft);
}

/** Whether a device had its mailbox at relays alone that the network dropped: what was posted to it there is lost. */
function wasLost(engine: Engine, before: Leaves, leafIndex: number): boolean {
  return before.at(leafIndex)?.mailbox.relays.every(lostTo(engine)) ?? false;
}

/**
 * Tells a device that came back, also from relays that are gone, how far this one's numbers are, so that it sees what it misses; not in
 * groups where that would be many words.
 */
async function tellReturned(
  engine: Engine,
  draft: ConversationDraft,
  leafIndex: number,
): Promise<void> {
  const leaf = draft.leaves.at(leafIndex);
  if (leaf === undefined || leafIndex === draft.me.leafIndex) return;
  if (draft.leaves.all.length > handsetLimits.maxReceiptMembers) return;
  await reportEpochs(engine, draft, { to: [leaf], under: draft.epochs.slice(-1), help: null });
}

/**
 * Notes since when devices are in the group: whoever comes in gets nothing again that was said before. What is missing of one who comes in
 * again stays missing, and can be asked for now.
 */
export function noteNewcomers(draft: ConversationDraft, before: Leaves): void {
  const sinceEpoch = Number(draft.group.context.epoch);
  const isReturn = (device: Uint8Array): boolean => before.ofDevice(device) !== undefined;
  for (const { device, identity, leafIndex } of draft.leaves.all) {
    if (leafIndex === draft.me.leafIndex || isReturn(device)) continue;
    const former = draft.peer(device);
    const known = { ...freshPeer(device, identity), next: 0 };
    const again = { ...former, mailbox: undefined, isHearsay: true };
    draft.putPeer({ ...known, ...(former?.next === undefined ? {} : again), sinceEpoch });
  }
}

/** A device that came in the place of another one of the same person gets again what that one could have. */
function noteSuccessor(draft: ConversationDraft, before: Leaves, effects: CommitEffects): void {
  const now = draft.leaves.at(effects.committer);
  const [former] = effects.removed.map((leafIndex) => before.at(leafIndex));
  if (now === undefined || former === undefined || before.ofDevice(now.device) !== undefined)
    return;
  const sinceEpoch = draft.peer(former.device)?.sinceEpoch ?? 0;
  draft.putPeer({ ...freshPeer(now.device, now.identity), sinceEpoch, next: 0 });
}

/**
 * Who leaves has said how much they said, and of who is removed the one who removes them says it: it is with whoever was on another side
 * of a split by being sent again.
 */
function noteLastWords(
  engine: Engine,
  draft: ConversationDraft,
  before: Leaves,
  note: CommitNote,
): void {
  for (const { leafIndex, next } of [...note.leaves, ...(note.counts ?? [])]) {
    const leaf = before.at(leafIndex);
    if (leaf !== undefined) noteLast(engine, draft, leaf.device, next);
  }
}

function changeOf(
  before: { readonly leaves: Leaves; readonly room: Room },
  after: { readonly leaves: Leaves; readonly room: Room },
  effects: CommitEffects,
  note: CommitNote,
): Parameters<typeof eventsOf>[0] {
  return {
    effects,
    leavesBefore: before.leaves,
    leavesAfter: after.leaves,
    roomBefore: before.room,
    roomAfter: after.room,
    leaving: note.leaves.map(({ leafIndex }) => leafIndex),
  };
}

function withoutLeaves(leaves: Leaves, removed: readonly number[]): Leaves {
  const all = leaves.all.filter(({ leafIndex }) => !removed.includes(leafIndex));
  const has = (identity: Uint8Array): boolean =>
    leaves.ofIdentity(identity).some(({ leafIndex }) => !removed.includes(leafIndex));
  return {
    ...leaves,
    all,
    ofIdentity: (identity) =>
      leaves.ofIdentity(identity).filter(({ leafIndex }) => !removed.includes(leafIndex)),
    identities: () => leaves.identities().filter(has),
  };
}

/** Looks whether envelopes that no key opened until now are of the epoch that was just entered. What opens is dealt with. */
export function tryPuzzles(engine: Engine, draft: ConversationDraft): Promise<void> {
  return retryPuzzles(engine, draft, { keys: draft.epochs.slice(-1) });
}

export interface PuzzlesTried {
  /** Epochs whose keys are tried; default all that are kept. */
  readonly keys?: readonly EpochRecord[];
  /** What came before and does not open is given up, which is to be when the end of the chain was reached without it. */
  readonly givenUpMs?: number;
}

/** Looks at the envelopes that no key opened. What opens is dealt with. */
export async function retryPuzzles(
  engine: Engine,
  draft: ConversationDraft,
  { keys, givenUpMs = -Infinity }: PuzzlesTried = {},
): Promise<void> {
  if (draft.record.puzzles === 0) return;
  const table = tables.puzzles(draft.record.id);
  const found = await draft.tx.range(table, { limit: handsetLimits.maxPuzzles });
  for (const { ordinal, value } of found) {
    const { body, arrivedAtMs } = decodePuzzle(value);
    if (!(await takeBody(engine, draft, body, false, keys))) {
      if (arrivedAtMs >= givenUpMs) continue;
      draft.drop('undecryptable');
    }
    draft.tx.remove({ table, ordinal });
    draft.record = { ...draft.record, puzzles: Math.max(0, draft.record.puzzles - 1) };
  }
}

function isOneself({ self }: Engine, identity: Uint8Array): boolean {
  return identity.every((byte, index) => byte === self.identity[index]);
}
