import { bytesEqual, encodeMimiContent, makeStatusReport, messageStatuses } from '@sotto/protocol';
import type { MessageId, MessageStatus } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { queueAside } from '../group/asides.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { ConversationRecord, OwedReceipt } from '../storage/conversation-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { decodeReported, encodeReported } from '../storage/reported-record.ts';
import { tables } from '../storage/tables.ts';
import type { Engine } from '../engine.ts';

/** Whether receipts and typing go around at all: not among so many people that they would be most of the traffic. */
export function isSmall({ room, leaves }: Pick<ConversationDraft, 'room' | 'leaves'>): boolean {
  return (
    room.kind !== 'notes' &&
    leaves.all.length <= handsetLimits.maxReceiptMembers &&
    leaves.identities().length <= handsetLimits.maxReceiptMembers
  );
}

/** Notes that the sender of a message is to hear that it came. */
export function noteDelivered(
  { settings }: Engine,
  draft: ConversationDraft,
  message: MessageRecord,
): void {
  if (!settings.read().sendDeliveryReceipts || !isSmall(draft)) return;
  const { receipts } = draft.record;
  const delivered = bounded([...receipts.delivered, owed(message)]);
  draft.record = { ...draft.record, receipts: { ...receipts, delivered } };
}

/** Notes that the senders of messages are to hear that they were read. */
export function noteRead(
  { settings }: Engine,
  draft: ConversationDraft,
  messages: readonly MessageRecord[],
): void {
  if (messages.length === 0 || !settings.read().sendReadReceipts || !isSmall(draft)) return;
  const { receipts } = draft.record;
  const read = bounded([...receipts.read, ...messages.map(owed)]);
  draft.record = { ...draft.record, receipts: { ...receipts, read } };
}

function owed({ id, device }: MessageRecord): OwedReceipt {
  return { id, device };
}

function bounded(all: readonly OwedReceipt[]): readonly OwedReceipt[] {
  return all.slice(-handsetLimits.maxReceiptsPending);
}

export function hasReceipts({ receipts }: ConversationRecord): boolean {
  return receipts.delivered.length > 0 || receipts.read.length > 0;
}

/** True when they fill a report, so that there is nothing to wait for. */
export function receiptsAreMany({ receipts }: ConversationRecord): boolean {
  return receipts.delivered.length + receipts.read.length >= handsetLimits.maxReceiptsPerMessage;
}

/**
 * Queues reports with what waits, at most `maxReceiptsPerMessage` of it: one to each person, to all of their devices. Each says the last
 * few statuses again that this person was told, so that a report that got lost is made up for by the next.
 */
export async function queueReceipts(engine: Engine, draft: ConversationDraft): Promise<void> {
  const { record } = draft;
  const { maxReceiptsPerMessage } = handsetLimits;
  const { sendReadReceipts, sendDeliveryReceipts } = engine.settings.read();
  const read = sendReadReceipts ? record.receipts.read : [];
  const known = new Set(read.map(({ id }) => toHex(id)));
  // A message that was read needs no word of its delivery.
  const delivered = sendDeliveryReceipts
    ? record.receipts.delivered.filter(({ id }) => !known.has(toHex(id)))
    : [];
  const readNow = read.slice(0, maxReceiptsPerMessage);
  const deliveredNow = delivered.slice(0, maxReceiptsPerMessage - readNow.length);
  const receipts = {
    delivered: delivered.slice(deliveredNow.length),
    read: read.slice(readNow.length),
  };
  draft.record = { ...record, receipts };
  if (!isSmall(draft)) return;
  const reports = new Map<string, Report>();
  collect(engine, draft, reports, readNow, messageStatuses.read);
  collect(engine, draft, reports, deliveredNow, messageStatuses.delivered);
  for (const report of reports.values()) await queueReport(engine, draft, report);
}

interface Report {
  readonly identity: Uint8Array;
  readonly statuses: MessageStatus[];
}

// Whose device is not there any more hears nothing, and neither does somebody who is blocked.
function collect(
  { contacts }: Engine,
  { leaves }: ConversationDraft,
  reports: Map<string, Report>,
  all: readonly OwedReceipt[],
  status: number,
): void {
  for (const { id, device } of all) {
    const leaf = leaves.ofDevice(device);
    if (leaf === undefined || contacts.get(leaf.identity)?.blocked) continue;
    const key = toHex(leaf.identity);
    const report = reports.get(key) ?? { identity: leaf.identity, statuses: [] };
    reports.set(key, report);
    report.statuses.push({ messageId: id as MessageId, status });
  }
}

async function queueReport(
  engine: Engine,
  draft: ConversationDraft,
  { identity, statuses }: Report,
): Promise<void> {
  const name = { table: tables.reported(draft.record.id), id: identity };
  const stored = await draft.tx.get(name);
  const before = (stored ? decodeReported(stored) : []).filter(
    ({ id }) => !statuses.some(({ messageId }) => bytesEqual(messageId, id)),
  );
  const repeated = before.map(({ id, status }) => ({ messageId: id as MessageId, status }));
  const report = [...repeated, ...statuses];
  const content = encodeMimiContent(makeStatusReport({ salt: engine.crypto.random(16) }, report));
  const told = report.map(({ messageId, status }) => ({ id: messageId, status }));
  draft.tx.put(name, encodeReported(told.slice(-handsetLimits.repeatedReceipts)));
  await queueAside(engine, draft, {
    body: { kind: 'content', content },
    to: draft.leaves.ofIdentity(identity),
  });
}
