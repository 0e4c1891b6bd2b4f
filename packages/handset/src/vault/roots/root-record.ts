import { utf8 } from '../../bytes.ts';
import { vaultError } from '../error.ts';
import { emptyMultiset, sumBytes } from './multiset.ts';
import type { Multiset } from './multiset.ts';
import type { Weight } from './registry.ts';

/** What one group of tables holds. */
export type GroupRoot = Readonly<Record<Weight, Multiset>>;

/** What the whole volume holds: the records of the groups' roots. */
export interface TopRoot {
  readonly groups: Multiset;
  /** Grows by one with every write, so that no two tops are alike. */
  readonly writes: number;
}

/** The one table that no root counts. By group, and `topId`. */
export const rootsTable = 'roots';
/** The id of the top. Groups are named by a scope and a `/`, or by nothing. */
export const topId = 'top';
export const emptyGroupRoot: GroupRoot = { live: emptyMultiset, bulk: emptyMultiset };

const version = 1;
const multisetBytes = 8 + sumBytes;

export function encodeGroupRoot(group: string, { live, bulk }: GroupRoot): Uint8Array {
  const name = utf8(group);
  const value = new Uint8Array(1 + 2 * multisetBytes + name.length);
  value[0] = version;
  putMultiset(value, 1, live);
  putMultiset(value, 1 + multisetBytes, bulk);
  value.set(name, 1 + 2 * multisetBytes);
  return value;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeGroupRoot(value: Uint8Array): readonly [group: string, root: GroupRoot] {
  requireForm(value, value.length >= 1 + 2 * multisetBytes);
  const group = new TextDecoder().decode(value.subarray(1 + 2 * multisetBytes));
  return [group, { live: multisetAt(value, 1), bulk: multisetAt(value, 1 + multisetBytes) }];
}

export function encodeTopRoot({ groups, writes }: TopRoot): Uint8Array {
  const value = new Uint8Array(1 + multisetBytes + 8);
  value[0] = version;
  putMultiset(value, 1, groups);
  new DataView(value.buffer).setBigUint64(1 + multisetBytes, BigInt(writes));
  return value;
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeTopRoot(value: Uint8Array): TopRoot {
  requireForm(value, value.length === 1 + multisetBytes + 8);
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return { groups: multisetAt(value, 1), writes: Number(view.getBigUint64(1 + multisetBytes)) };
}

function putMultiset(value: Uint8Array, at: number, { count, sum }: Multiset): void {
  new DataView(value.buffer).setBigInt64(at, BigInt(count));
  value.set(sum, at + 8);
}

function multisetAt(value: Uint8Array, at: number): Multiset {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return { count: Number(view.getBigInt64(at)), sum: value.slice(at + 8, at + multisetBytes) };
}

function requireForm(value: Uint8Array, isWhole: boolean): void {
  if ((value[0] ?? 0) > version)
    throw vaultError('VAULT_NEWER', 'A later version of the handset made the roots of this vault.');
  if (value[0] !== version || !isWhole)
    throw vaultError('VAULT_BROKEN', 'A root of the vault does not have its form.');
}
