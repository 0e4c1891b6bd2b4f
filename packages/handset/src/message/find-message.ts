import type { ConversationId, MessageId } from '../api.ts';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import type { Transaction } from '../storage/transaction.ts';

/** A message and where it is in the history. */
export interface Found {
  readonly ordinal: number;
  readonly message: MessageRecord;
}

/** A message of the conversation by its public id. @throws MESSAGE_UNKNOWN */
export async function requireMessage(
  tx: Pick<Transaction, 'get'>,
  { id }: { readonly id: ConversationId },
  messageId: MessageId,
): Promise<Found> {
  const bytes = parseHex(messageId, 32);
  const found = bytes && (await findMessage(tx, id, bytes));
  if (!found) throw handsetError('MESSAGE_UNKNOWN', 'There is no such message.');
  return found;
}
