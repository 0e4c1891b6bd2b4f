import type { ConversationId } from '../api.ts';
import type { OrderedTable } from '../history/placement.ts';
import { encodeFields, readFields } from './fields.ts';
import { decodeMessageRecord, encodeMessageRecord } from './message-record.ts';
import type { MessageRecord } from './message-record.ts';
import { tables } from './tables.ts';
import type { Transaction } from './transaction.ts';

const version = 1;

/** The history of a conversation as placement sees it. */
export function historyTable(id: ConversationId): OrderedTable {
  return {
    table: tables.history(id),
    keyOf: decodeMessageRecord,
    setIndex: (tx, messageId, ordinal) => putIndex(tx, id, messageId, ordinal),
  };
}

export function putIndex(
  tx: Transaction,
  id: ConversationId,
  messageId: Uint8Array,
  ordinal: number,
): void {
  tx.put({ table: tables.index(id), id: messageId }, encodeFields(version, [ordinal]));
}

export function removeIndex(tx: Transaction, id: ConversationId, messageId: Uint8Array): void {
  tx.remove({ table: tables.index(id), id: messageId });
}

/** A message and where it is, or `undefined` when there is none with this id. */
export async function findMessage(
  tx: Pick<Transaction, 'get'>,
  id: ConversationId,
  messageId: Uint8Array,
): Promise<{ readonly ordinal: number; readonly message: MessageRecord } | undefined> {
  const index = await tx.get({ table: tables.index(id), id: messageId });
  if (index === undefined) return undefined;
  const fields = readFields(index, version);
  const ordinal = fields.number();
  fields.end();
  const value = await tx.get({ table: tables.history(id), ordinal });
  return value && { ordinal, message: decodeMessageRecord(value) };
}

export function putMessage(
  tx: Transaction,
  id: ConversationId,
  ordinal: number,
  message: MessageRecord,
): void {
  tx.put({ table: tables.history(id), ordinal }, encodeMessageRecord(message));
}
