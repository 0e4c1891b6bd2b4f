import { decodeCbor } from '@sotto/protocol';
import { isSottoError } from '@sotto/core';
import type { CborValue } from '@sotto/protocol';
import { readParcel } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { openParcel } from '../group/elsewhere.ts';
import { relaysOf } from '../group/relays-of.ts';
import { parseHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { countUnread } from '../message/count-unread.ts';
import { insertMessage } from '../message/insert-message.ts';
import { findMessage } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { SyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { putWord } from '../storage/words.ts';
import { listOf } from './payloads.ts';
import { isReadElsewhere } from './read-marks.ts';
import { partsOf, syncKeys } from './sync-keys.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly notes: ConversationHandle;
}

/**
 * Takes a part of a history that another device gave. What is here already, or was erased here, is left, so that taking a part twice, or
 * out of order, changes nothing. A conversation that this device is still to be let into is waited for.
 * @throws codes of the relay and the link that pass
 */
export async function importPart(
  { engine, conversations, notes }: Parts,
  { key, payload }: SyncEntry,
  done: (tx: Pick<Transaction, 'remove'>) => void,
): Promise<void> {
  const [, , hex = ''] = partsOf(key);
  const groupId = parseHex(hex, hex.length / 2);
  const conversation = groupId && conversations.ofGroup(groupId);
  if (conversation === undefined) return;
  const [doneMessages, totalMessages, place] = listOf(payload);
  const allowed = await notes.look(({ group, room }) => relaysOf(engine, group, room));
  const parcel =
    place === undefined ? undefined : readParcel(place, handsetLimits.maxSyncBytesAtOnce);
  const bytes = parcel && (await openParcel(engine, parcel, allowed));
  const messages = bytes === undefined ? [] : messagesIn(bytes);
  // What was passed on as it came too late for the history is new.
  const isNew = typeof totalMessages !== 'number';
  for (let at = 0; at < messages.length; at += handsetLimits.maxErasedPerTransaction) {
    const some = messages.slice(at, at + handsetLimits.maxErasedPerTransaction);
    await conversation.change(async (draft) => {
      for (const message of some) await importMessage(engine, draft, message, isNew);
    });
  }
  await conversation.change(async (draft) => {
    done(draft.tx);
    if (typeof doneMessages === 'number' && typeof totalMessages === 'number')
      draft.emit({ type: 'transfer', conversation: conversation.id, doneMessages, totalMessages });
  });
}

async function importMessage(
  engine: Engine,
  draft: ConversationDraft,
  message: MessageRecord,
  isNew: boolean,
): Promise<void> {
  if ((await findMessage(draft.tx, draft.record.id, message.id)) !== undefined) return;
  const seen = message.seen || (await isReadElsewhere(engine, draft, message.hlc));
  const stored = await insertMessage(engine, draft, { ...message, seen }, isNew);
  if (stored?.body.kind === 'pictures')
    for (const index of stored.body.pictures.keys()) {
      const key = syncKeys.fetch(draft.record.groupId, stored.id, index);
      putWord(draft.tx, tables.toTake, { key, atMs: 0, payload: new Uint8Array(0) });
    }
  if (stored !== undefined && !stored.seen && !stored.mine) countUnread(draft, stored);
}

const bounds = { maxBytes: handsetLimits.maxMlsMessageBytes, maxItems: 65_536 };

function messagesIn(bytes: Uint8Array): readonly MessageRecord[] {
  const records: MessageRecord[] = [];
  for (const item of itemsIn(bytes)) {
    if (!(item instanceof Uint8Array)) continue;
    try {
      records.push(decodeMessageRecord(item));
    } catch (error) {
      // Of a version that this one does not know: the message is left out, the others are not.
      if (!isSottoError(error)) throw error;
    }
  }
  return records;
}

function itemsIn(bytes: Uint8Array): readonly CborValue[] {
  try {
    const value = decodeCbor(bytes, bounds);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return [];
  }
}
