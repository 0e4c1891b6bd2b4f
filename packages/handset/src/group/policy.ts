import type { Crypto } from '@sotto/core';
import type { CommitEffects, GroupState, LeafNode, Mls } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { CommitNote, Room } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';
import { isLeaving } from './leaving.ts';
import { leafOf, leavesOf } from './leaves.ts';
import type { Leaf, Leaves } from './leaves.ts';
import { revokedHere } from './revoked.ts';
import { isAdmin, roomOf } from './room-of.ts';

/** A commit that MLS accepts, with what is needed to judge whether its author may do it. */
export interface JudgedCommit {
  readonly before: GroupState;
  /** `undefined`: it removes this device, which so cannot see where it leads. */
  readonly after: GroupState | undefined;
  readonly effects: CommitEffects;
  readonly note: CommitNote;
  /** The author's leaf as the commit makes it; `undefined` when it stays as it is. */
  readonly leafNode: LeafNode | undefined;
}

/**
 * Whether a commit that is valid MLS is one that its author may make. It depends on the state before and the commit alone, so
 * that every member comes to the same answer: who says no, says it as everybody else does. `undefined`: allowed. Else why not, for the log.
 * @throws MLS_REFUSED and codes of `parseRoom` when the new context is no room of ours
 */
export async function forbidden(
  { crypto, mls }: { readonly crypto: Crypto; readonly mls: Pick<Mls, 'members'> },
  commit: JudgedCommit,
): Promise<string | undefined> {
  const { before, after, effects, note } = commit;
  if (effects.proposals.some(({ byReference }) => byReference)) return 'a proposal by reference';
  const leaves = leavesOf(mls, before);
  if (effects.external) return judgeReturn(leaves, before, commit);
  const author = leaves.at(effects.committer);
  if (author === undefined) return 'an author without a leaf of ours';
  for (const { proposal } of effects.proposals) {
    const { proposalType: type } = proposal;
    if (type !== 'add' && type !== 'remove' && type !== 'group_context_extensions')
      return 'a proposal of another kind';
  }
  const room = roomOf(before.context);
  const mayAdmin = isRuledBy(room, leaves, author.identity);
  const gone = await judgeRemovals({ crypto, leaves, before, room, author }, effects, note);
  if (gone !== undefined) return gone;
  // Nothing more is known where the commit removes this device itself, and nothing more is needed.
  if (after === undefined) return undefined;
  const changed = judgeRoom(room, roomOf(after.context), mayAdmin);
  return changed ?? judgeLeaves(mls, { room, leaves, author, mayAdmin }, after, effects);
}

/**
 * Coming back from outside: in the place of a device of the same identity, and nothing else in the same commit. It is the same device after its storage was put back, or
 * one that was restored from a backup of it. That is no more than any device of an identity may do from inside: take out another one, and let one in.
 */
function judgeReturn(
  leaves: Leaves,
  before: GroupState,
  { after, effects, leafNode }: JudgedCommit,
): string | undefined {
  const types = effects.proposals.map(({ proposal }) => proposal.proposalType).toSorted();
  if (types.join() !== 'external_init,remove') return 'a return that does more than that';
  const [former] = effects.removed.map((leafIndex) => leaves.at(leafIndex));
  if (former === undefined || leafNode === undefined) return 'a return to nowhere';
  const now = leafOf({ leafIndex: effects.committer, leafNode });
  if (now === undefined) return 'a return without a leaf of ours';
  if (!bytesEqual(now.identity, former.identity)) return 'a return as somebody else';
  const twin = leaves.ofDevice(now.device);
  if (twin !== undefined && twin.leafIndex !== former.leafIndex) return 'a device in two places';
  if (after === undefined) return undefined;
  if (
    roomOf(before.context) !== roomOf(after.context) &&
    after.context.extensions !== before.context.extensions
  )
    return 'a return that changes the room';
  return undefined;
}

interface Removing {
  readonly crypto: Crypto;
  readonly leaves: Leaves;
  readonly before: GroupState;
  readonly room: Room;
  readonly author: Leaf;
}

async function judgeRemovals(
  { crypto, leaves, before, room, author }: Removing,
  { removed }: CommitEffects,
  note: CommitNote,
): Promise<string | undefined> {
  const { revoked: links = [] } = note;
  const revoked =
    links.length === 0 ? undefined : await revokedHere(crypto, leaves, links, removed);
  for (const leafIndex of removed) {
    const leaf = leaves.at(leafIndex);
    if (leaf === undefined) return 'the removal of a leaf that is not there';
    if (mayTakeOut(room, leaves, author.identity, leaf.identity)) continue;
    if (revoked?.has(leaf) === true) continue;
    const statement = note.leaves.find((each) => each.leafIndex === leafIndex);
    const { groupId } = before.context;
    if (!statement || !(await isLeaving(crypto, groupId, leaf, statement)))
      return 'a removal by somebody who is no admin';
  }
  return undefined;
}

/** Whether somebody may take a device of another out, or, in any conversation, one of their own. */
export function mayTakeOut(
  room: Room,
  leaves: Leaves,
  author: Uint8Array,
  identity: Uint8Array,
): boolean {
  return bytesEqual(author, identity) || isRuledBy(room, leaves, author);
}

/** Nobody rules a conversation of two, or notes. */
function isRuledBy(room: Room, leaves: Leaves, identity: Uint8Array): boolean {
  return room.kind === 'group' && isAdmin(room, leaves, identity);
}

function judgeRoom(before: Room, after: Room, mayAdmin: boolean): string | undefined {
  if (before === after) return undefined;
  if (before.kind !== after.kind) return 'a room of another kind';
  if (mayAdmin || before.kind === 'notes') return undefined;
  const own: Partial<Room> =
    before.kind === 'direct'
      ? {
          pinned: after.pinned,
          disappearAfterSeconds: after.disappearAfterSeconds,
          registers: after.registers,
        }
      : { pinned: after.pinned };
  return isSameRoom({ ...before, ...own }, after)
    ? undefined
    : 'a change by somebody who is no admin';
}

function isSameRoom(a: Room, b: Room): boolean {
  const text = (room: Room): string =>
    JSON.stringify(room, (_, value: unknown) =>
      value instanceof Uint8Array ? Array.from(value) : value,
    );
  return text(a) === text(b);
}

interface Adding {
  readonly room: Room;
  readonly leaves: Leaves;
  readonly author: Leaf;
  readonly mayAdmin: boolean;
}

function judgeLeaves(
  mls: Pick<Mls, 'members'>,
  { room, leaves, author, mayAdmin }: Adding,
  after: GroupState,
  { added }: CommitEffects,
): string | undefined {
  const now = leavesOf(mls, after);
  if (now.all.length !== mls.members(after).length) return 'a leaf that is none of ours';
  if (now.all.length > handsetLimits.maxGroupDevices) return 'more devices than a group may have';
  const authorNow = now.at(author.leafIndex);
  if (authorNow === undefined) return 'an author who is gone';
  if (!bytesEqual(authorNow.device, author.device)) return 'an author who becomes another device';
  for (const leafIndex of added) {
    const leaf = now.at(leafIndex);
    if (leaf === undefined) return 'the addition of a leaf that is none of ours';
    if (bytesEqual(leaf.identity, author.identity)) continue;
    const isKnown = leaves.ofIdentity(leaf.identity).length > 0;
    if (isKnown || room.kind !== 'group') return "the addition of somebody else's device";
    if (!mayAdmin && !room.membersMayAdd) return 'an addition by somebody who may not';
  }
  return undefined;
}
