import { bytesEqual, messageStatuses } from '@sotto/protocol';
import type { MessageStatus } from '@sotto/protocol';
import type { MessageState } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetLimits } from '../limits.ts';
import type { Audience } from '../storage/audience-record.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord, StoredReceipts } from '../storage/message-record.ts';
import { findMessage } from '../storage/message-index.ts';
import { tables } from '../storage/tables.ts';
import { audienceOf, placeOf } from './audience.ts';
import { startExpiry } from './expiry.ts';
import type { Engine } from '../engine.ts';

const rank: Readonly<Record<MessageState, number>> = {
  uploading: 0,
  queued: 0,
  failed: 0,
  relayed: 1,
  delivered: 2,
  read: 3,
  received: 4,
};

/** True when a message may go from one state to the other: what others have confirmed is never taken back. */
export function isLater(state: MessageState, than: MessageState): boolean {
  return rank[state] > rank[than];
}

/** Takes what somebody says of our messages. What names none of ours, or says nothing new, changes nothing. */
export async function applyReport(
  engine: Pick<Engine, 'eraserClock'>,
  draft: ConversationDraft,
  report: readonly MessageStatus[],
  identity: Uint8Array,
): Promise<void> {
  for (const { messageId, status } of report) {
    const told = toldBy(status);
    if (told === 0) continue;
    const found = await findMessage(draft.tx, draft.record.id, messageId);
    // What another device of one's own got says nothing of the others.
    if (!found?.message.mine || bytesEqual(found.message.sender, identity)) continue;
    const { message } = found;
    const heard = await hear(draft, message, identity, told);
    if (heard === message) continue;
    // That it came says that it was sent.
    const isSent = isLater(heard.state, message.state);
    draft.update(found.ordinal, isSent ? await startExpiry(engine, draft, heard) : heard);
  }
}

/**
 * Looks through the newest messages of one's own whose states wait for somebody who is no member any more. To be called when members
 * have gone.
 */
export async function reviewReceipts(draft: ConversationDraft): Promise<void> {
  if (draft.room.kind !== 'group') return;
  const limit = handsetLimits.maxReviewedMessages;
  const newest = await draft.tx.range(tables.history(draft.record.id), { reverse: true, limit });
  for (const { ordinal, value } of newest) {
    const message = decodeMessageRecord(value);
    if (!message.mine || message.receipts === undefined) continue;
    const audience = await audienceOf(draft, message.receipts);
    if (audience === undefined) continue;
    const reviewed = withState(draft, message, message.receipts, audience);
    if (reviewed.state !== message.state) draft.update(ordinal, reviewed);
  }
}

function toldBy(status: number): 0 | 1 | 2 {
  if (status === messageStatuses.delivered) return 1;
  return status === messageStatuses.read ? 2 : 0;
}

async function hear(
  draft: ConversationDraft,
  message: MessageRecord,
  identity: Uint8Array,
  told: 1 | 2,
): Promise<MessageRecord> {
  if (draft.room.kind === 'notes') return message;
  if (message.receipts === undefined) {
    if (draft.room.kind !== 'direct') return message;
    const state = told === 2 ? 'read' : 'delivered';
    return isLater(state, message.state) ? { ...message, state, failure: undefined } : message;
  }
  const audience = await audienceOf(draft, message.receipts);
  const index = audience && placeOf(audience, identity);
  if (audience === undefined || index === undefined) return message;
  const states = message.receipts.states.slice();
  if (states[index]! >= told) return message;
  states[index] = told;
  return withState(draft, message, { ...message.receipts, states }, audience);
}

/** Delivered when every member has it who was one when it was sent and still is; read when all of them read it. */
function withState(
  draft: ConversationDraft,
  message: MessageRecord,
  receipts: StoredReceipts,
  audience: Audience,
): MessageRecord {
  const { states } = receipts;
  const present = new Set(
    draft.leaves
      .identities()
      .map((identity) => placeOf(audience, identity))
      .filter((index) => index !== undefined),
  );
  const told = [...states].filter((_, index) => present.has(index));
  const least = told.length === 0 ? 0 : Math.min(...told);
  const heard = { ...message, receipts };
  const state = least === 2 ? 'read' : least === 1 ? 'delivered' : undefined;
  // That one of them has it says that it was sent. What failed for another one stays failed until all have it.
  const isSent = message.state === 'queued' && states.some((each) => each > 0);
  const reached: MessageState | undefined = state ?? (isSent ? 'relayed' : undefined);
  return reached !== undefined && isLater(reached, message.state)
    ? { ...heard, state: reached, failure: undefined }
    : heard;
}
