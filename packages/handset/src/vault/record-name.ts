import { concat, utf8 } from '../bytes.ts';
import { vaultError } from './error.ts';
import type { KeyRing, TableKeys } from './key-ring.ts';
import type { RecordName } from './sealed-store.ts';

/** Where a record lies and with what it is sealed. */
export interface RecordPlace {
  /** 16 bytes of table, then 16 of id or 8 of ordinal (big-endian, so that they sort). */
  readonly key: Uint8Array;
  readonly table: TableKeys;
}

/** Past the last ordinal. */
export const ordinalEnd: number = Number.MAX_SAFE_INTEGER + 1;

const ordinalBytes = 8;

export async function placeOf(keys: KeyRing, name: RecordName): Promise<RecordPlace> {
  if ('ordinal' in name) {
    if (name.ordinal === ordinalEnd) throw outOfBounds();
    const table = await keys.table(name.table, 'ordered');
    return { key: ordinalKey(table.blind, name.ordinal), table };
  }
  const table = await keys.table(name.table, 'named');
  const id = typeof name.id === 'string' ? utf8(name.id) : name.id;
  return { key: concat(table.blind, await keys.blindId(table.blind, id)), table };
}

/** `ordinal` 0 to `ordinalEnd`. @throws VAULT_BOUNDS */
export function ordinalKey(blind: Uint8Array, ordinal: number): Uint8Array {
  if (!(Number.isSafeInteger(ordinal) || ordinal === ordinalEnd) || ordinal < 0)
    throw outOfBounds();
  const key = new Uint8Array(blind.length + ordinalBytes);
  key.set(blind);
  new DataView(key.buffer).setBigUint64(blind.length, BigInt(ordinal));
  return key;
}

/** The ordinal in the key of an ordered record. @throws VAULT_BROKEN */
export function ordinalOf(blind: Uint8Array, key: Uint8Array): number {
  if (key.length !== blind.length + ordinalBytes) {
    throw vaultError('VAULT_BROKEN', 'A record of the vault has an impossible name.');
  }
  return Number(
    new DataView(key.buffer, key.byteOffset, key.byteLength).getBigUint64(blind.length),
  );
}

/** The first key that is no longer in the table. */
export function tableEnd(blind: Uint8Array): Uint8Array {
  const end = blind.slice();
  for (let index = end.length - 1; index >= 0; index -= 1) {
    end[index] = ((end[index] ?? 0) + 1) & 0xff;
    if (end[index] !== 0) return end;
  }
  // All ones: nothing of 24 or 32 bytes lies past 33 of them.
  return new Uint8Array(33).fill(0xff);
}

function outOfBounds(): Error {
  return vaultError('VAULT_BOUNDS', 'An ordinal is a whole number from 0 to 2^53 - 1.');
}
