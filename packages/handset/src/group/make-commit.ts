import type { Committed, Proposal } from '@sotto/mls';
import { bytesEqual, encodeCommitNote, protocolLimits } from '@sotto/protocol';
import type { CommitNote, LeafCount, LeaveStatement, Room } from '@sotto/protocol';
import { nextClock } from '../conversation/compose.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { leafExtensions, nowSeconds } from '../mls/key-package.ts';
import { planDevice } from '../devices/plan-device.ts';
import { keyPackagesOf } from './given-key-packages.ts';
import type { UsableKeyPackage } from './given-key-packages.ts';
import { roomAfter, waitingIntents } from './intents.ts';
import type { WaitingIntent } from './intents.ts';
import { isLeaving } from './leaving.ts';
import type { Leaves } from './leaves.ts';
import { planExpulsion } from './revoked.ts';
import { isAdmin, roomExtensions } from './room-of.ts';

/** What a commit will do, of all that is asked for. */
interface Plan {
  readonly proposals: readonly Proposal[];
  readonly leaves: readonly LeaveStatement[];
  /** How far the frames of those came who are taken out without such a statement. */
  readonly counts: readonly LeafCount[];
  /** To be put behind the chain of one's own devices. */
  readonly links: readonly Uint8Array[];
  /** The chain of somebody whose revoked devices it takes out. */
  readonly revoked: readonly Uint8Array[];
  readonly keyPackages: readonly UsableKeyPackage[];
  /** Intents that it does. */
  readonly does: readonly number[];
  /** Intents that there is nothing to do for any more. */
  readonly moot: readonly number[];
  readonly update: boolean;
}

export interface MadeCommit extends Pick<Plan, 'does'> {
  readonly note: CommitNote;
  readonly committed: Committed;
  readonly keyPackages: readonly string[];
}

/** Decides what of the waiting changes can be done now, by this device in this epoch. */
async function plan(engine: Engine, draft: ConversationDraft): Promise<Plan> {
  const { leaves, me } = draft;
  const mayAdmin = draft.room.kind === 'group' && isAdmin(draft.room, leaves, me.identity);
  const mayAdd = mayAdmin || (draft.room.kind === 'group' && draft.room.membersMayAdd);
  const removed = new Map<number, LeaveStatement | undefined>();
  const added: UsableKeyPackage[] = [];
  /** Identities, in hex, that are added. */
  const planned = new Set<string>();
  const links: Uint8Array[] = [];
  let revoked: { readonly of: Uint8Array; readonly links: readonly Uint8Array[] } | undefined;
  const does: number[] = [];
  const moot: number[] = [];
  const kept = mayAdmin ? withoutAbsent(draft.room, leaves) : draft.room;
  let room: Room = kept;
  let update = false;
  const intents = await waitingIntents(draft);
  const isToGo = (identity: Uint8Array, since: number): boolean =>
    intents.some(
      ({ ordinal, intent }) =>
        ordinal > since && intent.type === 'remove' && bytesEqual(intent.identity, identity),
    );
  for (const { ordinal, intent } of intents) {
    if (intent.type === 'leave') continue;
    if (intent.type === 'update') {
      update = true;
      does.push(ordinal);
    } else if (intent.type === 'add') {
      const there = leaves.ofIdentity(intent.identity);
      const hex = toHex(intent.identity);
      const isGoing = there.length > 0 && there.every(({ leafIndex }) => removed.has(leafIndex));
      if (isToGo(intent.identity, ordinal) || planned.has(hex) || !mayAdd) moot.push(ordinal);
      // Who is taken out by this commit is let in again by the next.
      else if (isGoing) continue;
      else if (there.length > 0) moot.push(ordinal);
      // Asked for before the freeze: done when it is over.
      else if (engine.network.freeze.holdsNewMembers()) continue;
      else if (leaves.all.length + added.length < handsetLimits.maxGroupDevices) {
        const theirs = await keyPackagesOf(engine, draft, intent.identity);
        if (theirs.length === 0) {
          draft.after(() => engine.keyPackagesWanted(intent.identity));
          continue;
        }
        planned.add(hex);
        added.push(...theirs);
        does.push(ordinal);
      }
    } else if (intent.type === 'remove') {
      const gone = leaves.ofIdentity(intent.identity);
      if (gone.length === 0 || !mayAdmin || bytesEqual(intent.identity, me.identity))
        moot.push(ordinal);
      else {
        for (const { leafIndex } of gone) removed.set(leafIndex, undefined);
        room = roomAfter(room, { type: 'role', identity: intent.identity, role: 'member' });
        does.push(ordinal);
      }
    } else if (intent.type === 'evict') {
      const leaf = leaves.ofDevice(intent.device);
      const { groupId } = draft.record;
      if (!leaf || !(await isLeaving(engine.crypto, groupId, leaf, intent))) moot.push(ordinal);
      else {
        const { leafIndex } = leaf;
        const { next, signature } = intent;
        removed.set(leafIndex, { leafIndex, next, signature });
        does.push(ordinal);
      }
    } else if (intent.type === 'expel') {
      const { identity } = intent;
      // One chain a commit: whose comes second is dealt with by the next one.
      if (revoked !== undefined && !bytesEqual(revoked.of, identity)) continue;
      const planned = await planExpulsion(engine, draft, intent, [...removed.keys()]);
      if (planned === undefined) moot.push(ordinal);
      else {
        revoked = { of: identity, links: planned.links };
        removed.set(planned.leafIndex, undefined);
        does.push(ordinal);
      }
    } else if (intent.type === 'device' || intent.type === 'dismiss') {
      const outcome = await planDevice(engine, draft, intent, links.length > 0);
      if (outcome === 'moot') moot.push(ordinal);
      if (outcome === 'moot' || outcome === 'later') continue;
      if (outcome.removes !== undefined) {
        removed.set(outcome.removes, undefined);
        // Who hears of it here sees to it elsewhere, should this device go away now. The notes have the chain.
        const own = engine.chains.links(me.identity);
        if (draft.room.kind !== 'notes' && own.length > 1)
          revoked ??= { of: me.identity, links: own };
      }
      if (outcome.adds !== undefined) added.push(outcome.adds);
      if (outcome.link !== undefined) links.push(outcome.link);
      // A commit that only says something of the chain has new keys for this device's leaf.
      update ||= outcome.removes === undefined && outcome.adds === undefined;
      does.push(ordinal);
    } else {
      const before = intent.type === 'role' ? withNamedAdmins(room, leaves) : room;
      const after = roomAfter(before, intent);
      if (after === before || !(mayAdmin || mayChange(room, intent.type))) moot.push(ordinal);
      else {
        room = after;
        does.push(ordinal);
      }
    }
  }
  // Where this device moved, the registers go too, as far as it may say so.
  if (update && (mayAdmin || room.kind !== 'group')) room = withRegisters(room, engine, draft);
  const statements = [...removed.values()].filter((each) => each !== undefined);
  return {
    proposals: [
      ...[...removed.keys()].map((leafIndex): Proposal => ({
        proposalType: 'remove',
        removed: leafIndex,
      })),
      ...added.map(({ keyPackage }): Proposal => ({ proposalType: 'add', keyPackage })),
      ...(room === draft.room || (room === kept && removed.size + added.length === 0)
        ? []
        : [
            {
              proposalType: 'group_context_extensions',
              extensions: roomExtensions(room),
            } as const,
          ]),
    ],
    leaves: statements,
    counts: countsOf(
      draft,
      [...removed.keys()].filter((each) => removed.get(each) === undefined),
    ),
    links,
    revoked: revoked?.links ?? [],
    keyPackages: added,
    does,
    moot,
    update,
  };
}

/** Where every member is an admin, as none is left who was named one, each is named before one role changes: the others keep theirs. */
function withNamedAdmins(room: Room, leaves: Leaves): Room {
  const isThere = (identity: Uint8Array): boolean => leaves.ofIdentity(identity).length > 0;
  const all = leaves.all.map(({ identity }) => identity).filter(isFirst);
  if (room.admins.some(isThere) || all.length > protocolLimits.maxRoomAdmins) return room;
  return { ...room, admins: all.toSorted((a, b) => (toHex(a) < toHex(b) ? -1 : 1)) };
}

function isFirst(identity: Uint8Array, at: number, all: readonly Uint8Array[]): boolean {
  return all.findIndex((each) => bytesEqual(each, identity)) === at;
}

/** Who went as an admin is none when somebody lets them in again, and takes the role of nobody who has it meanwhile. */
function withoutAbsent(room: Room, leaves: Leaves): Room {
  const admins = room.admins.filter((each) => leaves.ofIdentity(each).length > 0);
  return admins.length === room.admins.length ? room : { ...room, admins };
}

/** Who was on another side of a split misses some of what they said, and does not know. */
function countsOf(draft: ConversationDraft, removed: readonly number[]): readonly LeafCount[] {
  return removed.slice(0, protocolLimits.maxCommitLeaves).flatMap((leafIndex) => {
    const leaf = draft.leaves.at(leafIndex);
    const peer = leaf && draft.peer(leaf.device);
    return peer?.next === undefined || peer.isHearsay ? [] : [{ leafIndex, next: peer.next }];
  });
}

/** The registers that are still some member's relay, and this device's own. */
function withRegisters(room: Room, engine: Engine, draft: ConversationDraft): Room {
  const homes = engine.homes.relays();
  const others = draft.leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
  const used = new Set([...homes, ...others.flatMap(({ mailbox }) => mailbox.relays)]);
  const kept = room.registers.filter((relay) => used.has(relay));
  const registers = [...new Set([...kept, ...homes])].slice(0, protocolLimits.maxRoomRegisters);
  return registers.join() === room.registers.join() ? room : { ...room, registers };
}

function mayChange(room: Room, type: WaitingIntent['intent']['type']): boolean {
  if (room.kind === 'notes') return true;
  return type === 'pin' || (room.kind === 'direct' && type === 'disappear');
}

/**
 * Makes one commit of all that can be done now. It is public: it is sealed as a whole, and so costs no ratchet. Where it only adds to a
 * large group there is no path, as the new leaves would each have to be sealed to.
 * @returns `undefined` when there is nothing to do; what became moot is in `moot`
 */
export async function makeCommit(
  engine: Engine,
  draft: ConversationDraft,
): Promise<{ readonly moot: readonly number[]; readonly made: MadeCommit | undefined }> {
  const planned = await plan(engine, draft);
  const { proposals, update, leaves, moot } = planned;
  if (proposals.length === 0 && !update) return { moot, made: undefined };
  const { links, counts, revoked } = planned;
  const note = {
    leaves,
    counts,
    clock: nextClock(engine, draft),
    ...(links.length === 0 ? {} : { links }),
    ...(revoked.length === 0 ? {} : { revoked }),
  };
  const onlyAdds = proposals.every(({ proposalType }) => proposalType === 'add');
  const isLarge =
    draft.leaves.all.length + planned.keyPackages.length > handsetLimits.maxDevicesPathOnAdd;
  const path = !(onlyAdds && isLarge) || update;
  const committed = await engine.mls.commit(draft.group, {
    proposals,
    path,
    ...(path
      ? {
          leaf: {
            extensions: leafExtensions({ ...draft.record.own, relays: engine.homes.relays() }),
          },
        }
      : {}),
    wireFormat: 'public_message',
    authenticatedData: encodeCommitNote(note),
    welcome: { ratchetTree: false },
    nowSeconds: nowSeconds(engine.clock),
  });
  return {
    moot,
    made: {
      committed,
      note,
      does: planned.does,
      keyPackages: planned.keyPackages.map(({ name }) => name),
    },
  };
}
