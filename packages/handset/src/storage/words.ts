import type { RecordName } from '../vault/sealed-store.ts';
import { encodeSyncEntry } from './sync-entry.ts';
import type { SyncEntry } from './sync-entry.ts';
import type { Transaction } from './transaction.ts';

/**
 * Where a word among devices waits. Each has a record of its own: a transaction that removes what it has done knows nothing of a later word
 * about the same, which another one may be storing.
 */
function nameOf(table: string, { key, atMs }: Pick<SyncEntry, 'key' | 'atMs'>): RecordName {
  return { table, id: `${key}@${atMs}` };
}

/** Stores a word, in place of the one that was said at `formerAtMs`; below 0 for none. */
export function putWord(
  tx: Pick<Transaction, 'put' | 'remove'>,
  table: string,
  entry: SyncEntry,
  formerAtMs = -1,
): void {
  if (formerAtMs >= 0) tx.remove(nameOf(table, { key: entry.key, atMs: formerAtMs }));
  tx.put(nameOf(table, entry), encodeSyncEntry(entry));
}

export async function hasWord(
  tx: Pick<Transaction, 'get'>,
  table: string,
  entry: SyncEntry,
): Promise<boolean> {
  return (await tx.get(nameOf(table, entry))) !== undefined;
}

export function dropWord(
  tx: Pick<Transaction, 'remove'>,
  table: string,
  entry: Pick<SyncEntry, 'key' | 'atMs'>,
): void {
  tx.remove(nameOf(table, entry));
  // Where it waited in a store of an earlier version.
  tx.remove({ table, id: entry.key });
}
