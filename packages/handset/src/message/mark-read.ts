import { hlcCompare } from '@sotto/protocol';
import type { MessageId } from '../api.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetLimits } from '../limits.ts';
import { putMessage } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { startExpiry } from './expiry.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { hlcPayload } from '../devices/payloads.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import { noteRead, queueReceipts, receiptsAreMany } from './receipts.ts';

/**
 * Marks what was not seen yet, from `upTo` back, as seen; in transactions of a bounded size, each whole in itself. The time of those that
 * disappear begins to run. @throws MESSAGE_UNKNOWN
 */
export async function markRead(
  engine: Engine,
  conversation: ConversationHandle,
  upTo: MessageId,
): Promise<void> {
  for (let goesOn = true; goesOn;) {
    goesOn = await conversation.change(async (draft) => {
      const { maxReadPerTransaction: limit } = handsetLimits;
      if (draft.record.unread === 0) return false;
      const { ordinal, message: last } = await requireMessage(draft.tx, conversation, upTo);
      const read: MessageRecord[] = [];
      const range = { to: ordinal + 1, reverse: true };
      for await (const entry of engine.store.range(tables.history(conversation.id), range)) {
        if (read.length === Math.min(limit, draft.record.unread)) break;
        const message = decodeMessageRecord(entry.value);
        if (hlcCompare(message.hlc, draft.record.unseenFrom) < 0) break;
        if (message.seen) continue;
        const seen = await startExpiry(engine, draft, { ...message, seen: true });
        // What is shown of a message changes only when its time begins to run.
        if (seen.expiry?.eraseAtMs === message.expiry?.eraseAtMs)
          putMessage(draft.tx, conversation.id, entry.ordinal, seen);
        else draft.update(entry.ordinal, seen);
        read.push(message);
      }
      const { unread, mentions } = draft.record;
      const mentioned = read.filter(({ mentionsMe }) => mentionsMe).length;
      draft.record = {
        ...draft.record,
        unread: unread - read.length,
        mentions: unread === read.length ? 0 : Math.max(0, mentions - mentioned),
      };
      if (read.length < limit && draft.record.unread > 0)
        draft.record = { ...draft.record, unseenFrom: last.hlc };
      if (read.length > 0) {
        const key = syncKeys.read(draft.record.groupId);
        await tellSiblings(engine, draft.tx, key, hlcPayload(last.hlc));
        draft.after(engine.devicesChanged);
      }
      noteRead(engine, draft, read);
      while (receiptsAreMany(draft.record)) await queueReceipts(engine, draft);
      return read.length === limit;
    });
  }
}
