import type { ReadKey } from '@sotto/core';
import { decodeFacts } from '../storage/conversation-record.ts';
import { tables } from '../storage/tables.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** Mailboxes in which the conversations of a store are read. Those of its KeyPackages are asked for when these are made. */
export async function ownMailboxes(
  store: Pick<SealedStore, 'values'>,
): Promise<readonly ReadKey[]> {
  const keys: ReadKey[] = [];
  for await (const value of store.values(tables.conversations))
    keys.push(decodeFacts(value).own.readKey);
  return keys;
}
