import { bytesEqual } from '@sotto/protocol';
import type { Room } from '@sotto/protocol';
import type { IdentityHash } from '@sotto/core';
import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeIntent, encodeIntent } from '../storage/intent-record.ts';
import type { Intent } from '../storage/intent-record.ts';
import { tables } from '../storage/tables.ts';

export interface WaitingIntent {
  readonly ordinal: number;
  readonly intent: Intent;
}

/** Asks for a change, in the draft; done by a commit as soon as one can be made. @throws GROUP_BUSY */
export function putIntent(draft: ConversationDraft, intent: Intent): void {
  const { record } = draft;
  if (record.intents >= handsetLimits.maxIntents)
    throw handsetError('GROUP_BUSY', 'Too many changes of this group wait already.');
  const ordinal = record.nextIntent;
  draft.tx.put({ table: tables.intents(record.id), ordinal }, encodeIntent(intent));
  draft.record = { ...record, nextIntent: ordinal + 1, intents: record.intents + 1 };
}

export async function waitingIntents(
  draft: Pick<ConversationDraft, 'tx' | 'record'>,
): Promise<readonly WaitingIntent[]> {
  const table = tables.intents(draft.record.id);
  const found = await draft.tx.range(table, { limit: handsetLimits.maxIntents });
  return found.map(({ ordinal, value }) => ({ ordinal, intent: decodeIntent(value) }));
}

export function removeIntents(draft: ConversationDraft, ordinals: readonly number[]): void {
  for (const ordinal of ordinals)
    draft.tx.remove({ table: tables.intents(draft.record.id), ordinal });
  const intents = Math.max(0, draft.record.intents - ordinals.length);
  if (ordinals.length > 0) draft.record = { ...draft.record, intents };
}

/** Whether an intent is asked for again when the epoch that did it is not the group's: what a person wants of the group, but no large thing. */
export function isRepeatable(stored: Uint8Array): boolean {
  return repeatable.has(decodeIntent(stored).type);
}

const repeatable: ReadonlySet<Intent['type']> = new Set([
  'add',
  'remove',
  'evict',
  'expel',
  'role',
  'name',
  'pin',
  'membersMayAdd',
  'editWithin',
  'disappear',
]);

/** The room as an intent changes it; the same value when it changes nothing. */
export function roomAfter(room: Room, intent: Intent): Room {
  switch (intent.type) {
    case 'name':
      return room.name === intent.name ? room : { ...room, name: intent.name };
    case 'picture': {
      const picture = intent.picture.length === 0 ? null : intent.picture;
      const isSame = toHex(picture ?? none) === toHex(room.picture ?? none);
      return isSame ? room : { ...room, picture };
    }
    case 'membersMayAdd':
      return room.membersMayAdd === intent.allowed
        ? room
        : { ...room, membersMayAdd: intent.allowed };
    case 'editWithin':
      return room.editWithinSeconds === intent.seconds
        ? room
        : { ...room, editWithinSeconds: intent.seconds };
    case 'disappear':
      return room.disappearAfterSeconds === intent.seconds
        ? room
        : { ...room, disappearAfterSeconds: intent.seconds };
    case 'pin':
      return withPin(room, intent.message, intent.pinned);
    case 'role':
      return withRole(room, intent.identity as IdentityHash, intent.role === 'admin');
    case 'add':
    case 'remove':
    case 'evict':
    case 'expel':
    case 'device':
    case 'dismiss':
    case 'update':
    case 'leave':
      return room;
  }
}

const none = new Uint8Array(0);

function withPin(room: Room, message: Uint8Array, pinned: boolean): Room {
  const isPinned = room.pinned.some((each) => bytesEqual(each, message));
  if (isPinned === pinned) return room;
  const others = room.pinned.filter((each) => !bytesEqual(each, message));
  // The oldest makes room for the newest.
  return {
    ...room,
    pinned: pinned ? [...others, message].slice(-handsetLimits.maxPinned) : others,
  };
}

function withRole(room: Room, identity: IdentityHash, isAdmin: boolean): Room {
  const was = room.admins.some((each) => bytesEqual(each, identity));
  if (was === isAdmin) return room;
  const others = room.admins.filter((each) => !bytesEqual(each, identity));
  const admins = isAdmin ? [...others, identity] : others;
  return { ...room, admins: admins.toSorted((a, b) => (toHex(a) < toHex(b) ? -1 : 1)) };
}
