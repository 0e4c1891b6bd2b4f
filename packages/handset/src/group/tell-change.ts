import type { CommitEffects } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { Hlc, Room } from '@sotto/protocol';
import type { ConversationEvent, IdentityId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import { findMessage } from '../storage/message-index.ts';
import { plainMessage } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { eventId } from './event-id.ts';
import type { Leaves } from './leaves.ts';
import { isAdmin } from './room-of.ts';

/** A group before and after a commit. */
export interface Change {
  readonly effects: CommitEffects;
  readonly leavesBefore: Leaves;
  readonly leavesAfter: Leaves;
  readonly roomBefore: Room;
  readonly roomAfter: Room;
  /** Leaves whose own word is in the commit's note. */
  readonly leaving: readonly number[];
}

/** What a commit did, in the words that the history keeps; nothing for new keys alone. */
export function eventsOf(change: Change): readonly ConversationEvent[] {
  const { effects, leavesBefore, leavesAfter, roomBefore, roomAfter } = change;
  const author = (effects.external ? leavesAfter : leavesBefore).at(effects.committer);
  if (author === undefined) return [];
  const by = idOf(author.identity);
  // Who comes back as another device than before was restored from a backup: a device came, and one went.
  if (effects.external)
    return leavesBefore.ofDevice(author.device) === undefined
      ? [{ type: 'device', by, change: 'added' }]
      : [{ type: 'rejoined', by }];
  const events: ConversationEvent[] = [];
  const added = newcomers(leavesBefore, leavesAfter);
  if (added.length > 0) events.push({ type: 'added', by, who: added.map(idOf) });
  const gone = newcomers(leavesAfter, leavesBefore);
  const left = gone.filter((identity) =>
    leavesBefore.ofIdentity(identity).some(({ leafIndex }) => change.leaving.includes(leafIndex)),
  );
  const removed = gone.filter((identity) => !left.some((each) => bytesEqual(each, identity)));
  for (const device of [...effects.added, ...effects.removed]) {
    const event = deviceEvent(change, device);
    if (event !== undefined) events.push(event);
  }
  for (const identity of left) events.push({ type: 'left', by: idOf(identity) });
  if (removed.length > 0) events.push({ type: 'removed', by, who: removed.map(idOf) });
  const roles = rolesChanged(change);
  return [...events, ...roomEvents(by, roomBefore, roomAfter, roles)];
}

/** Somebody who is there before and after has one device more, or less. */
function deviceEvent(
  { effects, leavesBefore, leavesAfter, leaving }: Change,
  leafIndex: number,
): ConversationEvent | undefined {
  const isAdded = effects.added.includes(leafIndex);
  const leaf = (isAdded ? leavesAfter : leavesBefore).at(leafIndex);
  if (leaf === undefined || leaving.includes(leafIndex)) return undefined;
  const isThere = (leaves: Leaves): boolean => leaves.ofIdentity(leaf.identity).length > 0;
  if (!isThere(leavesBefore) || !isThere(leavesAfter)) return undefined;
  const who = idOf(leaf.identity);
  return { type: 'device', by: who, change: isAdded ? 'added' : 'removed' };
}

interface Roles {
  readonly promoted: readonly Uint8Array[];
  readonly demoted: readonly Uint8Array[];
}

/** Of those who are there: whoever went has no role. */
function rolesChanged({ leavesBefore, leavesAfter, roomBefore, roomAfter }: Change): Roles {
  if (roomBefore === roomAfter) return { promoted: [], demoted: [] };
  const was = (identity: Uint8Array): boolean => isAdmin(roomBefore, leavesBefore, identity);
  const is = (identity: Uint8Array): boolean => isAdmin(roomAfter, leavesAfter, identity);
  return {
    promoted: apart(roomAfter.admins, roomBefore.admins).filter((each) => !was(each)),
    demoted: leavesAfter.identities().filter((each) => was(each) && !is(each)),
  };
}

function roomEvents(
  by: IdentityId,
  before: Room,
  after: Room,
  { promoted, demoted }: Roles,
): readonly ConversationEvent[] {
  if (before === after) return [];
  const events: ConversationEvent[] = [];
  if (before.name !== after.name) events.push({ type: 'renamed', by, name: after.name });
  if (toHex(before.picture ?? none) !== toHex(after.picture ?? none))
    events.push({ type: 'picture', by });
  if (promoted.length > 0)
    events.push({ type: 'role', by, who: promoted.map(idOf), role: 'admin' });
  if (demoted.length > 0) events.push({ type: 'role', by, who: demoted.map(idOf), role: 'member' });
  if (before.disappearAfterSeconds !== after.disappearAfterSeconds)
    events.push({ type: 'disappearing', by, afterSeconds: after.disappearAfterSeconds });
  if (
    before.membersMayAdd !== after.membersMayAdd ||
    before.editWithinSeconds !== after.editWithinSeconds
  )
    events.push({ type: 'settings', by });
  return events;
}

/**
 * Puts events into the history. Their ids come from a seed that stands for what they tell of, so that members name them alike and
 * none is told twice; their clock is the commit's.
 */
export async function tellEvents(
  engine: Engine,
  draft: ConversationDraft,
  events: readonly ConversationEvent[],
  { seed, hlc }: { readonly seed: Uint8Array; readonly hlc: Hlc },
): Promise<void> {
  for (const [index, event] of events.entries()) {
    const id = await eventId(engine.crypto, seed, index);
    if ((await findMessage(draft.tx, draft.record.id, id)) !== undefined) continue;
    const message: MessageRecord = {
      ...plainMessage,
      id,
      hlc,
      mine: false,
      sender: engine.self.identity,
      device: engine.self.device.key,
      state: 'received',
      seen: true,
      body: { kind: 'event', event },
    };
    await draft.insert(message);
  }
}

const none = new Uint8Array(0);

function newcomers(before: Leaves, after: Leaves): readonly Uint8Array[] {
  return after.identities().filter((identity) => before.ofIdentity(identity).length === 0);
}

function apart(all: readonly Uint8Array[], without: readonly Uint8Array[]): readonly Uint8Array[] {
  return all.filter((one) => !without.some((other) => bytesEqual(one, other)));
}

function idOf(identity: Uint8Array): IdentityId {
  return toHex(identity) as IdentityId;
}
