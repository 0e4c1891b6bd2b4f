import { encodeMimiContent, makeStatusReport, messageStatuses } from '@sotto/protocol';
import type { MessageId, MessageStatus } from '@sotto/protocol';
import type { MessageState } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { findMessage } from '../storage/message-index.ts';
import { nextClock, queueContent } from './compose.ts';
import type { ConversationDraft } from './conversation.ts';

const rank: Readonly<Record<MessageState, number>> = {
  uploading: 0,
  queued: 0,
  failed: 0,
  relayed: 1,
  delivered: 2,
  read: 3,
  received: 4,
};

/** True when a message may go from one state to the other: what the contact has confirmed is never taken back. */
export function isLater(state: MessageState, than: MessageState): boolean {
  return rank[state] > rank[than];
}

/** Takes what the contact says of our messages. What names none of ours, or says nothing new, changes nothing. */
export async function applyReport(
  draft: ConversationDraft,
  report: readonly MessageStatus[],
): Promise<void> {
  for (const { messageId, status } of report) {
    const state = stateOf(status);
    if (state === undefined) continue;
    const found = await findMessage(draft.tx, draft.record.id, messageId);
    if (!found?.message.mine || !isLater(state, found.message.state)) continue;
    draft.update(found.ordinal, { ...found.message, state, failure: undefined });
  }
}

function stateOf(status: number): 'delivered' | 'read' | undefined {
  if (status === messageStatuses.delivered) return 'delivered';
  return status === messageStatuses.read ? 'read' : undefined;
}

/** The record with one more message that the contact is to hear of as delivered. */
export function noteDelivered(record: ConversationRecord, id: Uint8Array): ConversationRecord {
  const delivered = [...record.receipts.delivered, id].slice(-handsetLimits.maxReceiptsPending);
  return { ...record, receipts: { ...record.receipts, delivered } };
}

/** The record with more messages that the contact is to hear of as read. */
export function noteRead(
  record: ConversationRecord,
  ids: readonly Uint8Array[],
): ConversationRecord {
  const read = [...record.receipts.read, ...ids].slice(-handsetLimits.maxReceiptsPending);
  return { ...record, receipts: { ...record.receipts, read } };
}

export function hasReceipts({ receipts }: ConversationRecord): boolean {
  return receipts.delivered.length > 0 || receipts.read.length > 0;
}

/** True when they fill a message, so that there is nothing to wait for. */
export function receiptsAreMany({ receipts }: ConversationRecord): boolean {
  return receipts.delivered.length + receipts.read.length >= handsetLimits.maxReceiptsPerMessage;
}

/** Queues one report with what waits; a message that was read needs no word of its delivery. */
export async function queueReceipts(engine: Engine, draft: ConversationDraft): Promise<void> {
  const { delivered, read } = draft.record.receipts;
  if (delivered.length === 0 && read.length === 0) return;
  const entry =
    (status: number) =>
    (id: Uint8Array): MessageStatus => ({ messageId: id as MessageId, status });
  const readNow = read.slice(0, handsetLimits.maxReceiptsPerMessage);
  const room = handsetLimits.maxReceiptsPerMessage - readNow.length;
  const known = new Set(read.map(String));
  const open = delivered.filter((id) => !known.has(String(id)));
  const report = [
    ...readNow.map(entry(messageStatuses.read)),
    ...open.slice(0, room).map(entry(messageStatuses.delivered)),
  ];
  const content = encodeMimiContent(makeStatusReport({ salt: engine.crypto.random(16) }, report));
  await queueContent(engine, draft, { content, clock: nextClock(engine, draft) });
  const receipts = { delivered: open.slice(room), read: read.slice(readNow.length) };
  draft.record = { ...draft.record, receipts };
}
