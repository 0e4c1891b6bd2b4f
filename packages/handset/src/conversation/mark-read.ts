import { hlcCompare } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { putMessage } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import type { ConversationHandle } from './conversation.ts';
import { noteRead, queueReceipts, receiptsAreMany } from './receipts.ts';
import { requireMessage } from './retry.ts';

/**
 * Marks what was not seen yet, from `upTo` back, as seen; in transactions of a bounded size, each whole in itself.
 * @throws MESSAGE_UNKNOWN
 */
export async function markRead(
  engine: Engine,
  conversation: ConversationHandle,
  upTo: MessageId,
  tellContact: boolean,
): Promise<void> {
  for (let goesOn = true; goesOn;) {
    goesOn = await conversation.change(async (draft) => {
      const { maxReadPerTransaction: limit } = handsetLimits;
      if (draft.record.unread === 0) return false;
      const { ordinal, message: last } = await requireMessage(draft.tx, conversation, upTo);
      const ids: Uint8Array[] = [];
      const range = { to: ordinal + 1, reverse: true };
      for await (const entry of engine.store.range(tables.history(conversation.id), range)) {
        if (ids.length === Math.min(limit, draft.record.unread)) break;
        const message = decodeMessageRecord(entry.value);
        if (hlcCompare(message.hlc, draft.record.unseenFrom) < 0) break;
        if (message.seen) continue;
        // Not told as a change of the message: nothing that is shown of it changed.
        putMessage(draft.tx, conversation.id, entry.ordinal, { ...message, seen: true });
        ids.push(message.id);
      }
      draft.record = { ...draft.record, unread: draft.record.unread - ids.length };
      if (ids.length < limit && draft.record.unread > 0)
        draft.record = { ...draft.record, unseenFrom: last.hlc };
      if (tellContact) draft.record = noteRead(draft.record, ids);
      while (receiptsAreMany(draft.record)) await queueReceipts(engine, draft);
      return ids.length === limit;
    });
  }
}
