import type { Engine } from '../engine.ts';
import { decodeStamp, encodeStamp } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { hasWord, putWord } from '../storage/words.ts';
import { hasSiblings } from './siblings.ts';

type Parts = Pick<Engine, 'chains' | 'self' | 'clock'>;

/**
 * Puts a fact that changed here into `tx`, to be told to one's other devices; the caller wakes `engine.devicesChanged` behind the commit. Nothing when
 * there is no other device.
 */
export async function tellSiblings(
  engine: Parts,
  tx: Pick<Transaction, 'get' | 'put' | 'remove'>,
  key: string,
  payload: Uint8Array,
): Promise<void> {
  if (!hasSiblings(engine)) return;
  const before = decodeStamp(await tx.get({ table: tables.synced, id: key }));
  // Later than every word about it that was heard here, whatever the clock says.
  const atMs = Math.max(engine.clock.now(), before + 1);
  tx.put({ table: tables.synced, id: key }, encodeStamp(atMs));
  putWord(tx, tables.toSync, { key, atMs, payload }, before);
}

/** Puts a fact as it is here into `tx`, to be told to a device that is new, with the time of the word that it comes from. */
export async function tellAsItIs(
  tx: Pick<Transaction, 'get' | 'put' | 'remove'>,
  key: string,
  payload: Uint8Array,
): Promise<void> {
  const stamp = decodeStamp(await tx.get({ table: tables.synced, id: key }));
  const entry = { key, atMs: Math.max(0, stamp), payload };
  if (!(await hasWord(tx, tables.toSync, entry))) putWord(tx, tables.toSync, entry);
}
