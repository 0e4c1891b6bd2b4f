import type { RecordChange, RecordEntry, RecordRange, Records } from '@sotto/core';
import { ClauseFailure, ensureSettles } from '../ensure.ts';

/** Below and above every key. */
export const everything: { readonly from: Uint8Array; readonly to: Uint8Array } = {
  from: new Uint8Array(0),
  to: new Uint8Array(65).fill(0xff),
};

export function bytesOf(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.from(bytes);
}

/** `put` of a few bytes that say the key again. */
export function put(...key: readonly number[]): RecordChange {
  return { put: bytesOf(...key), value: bytesOf(0xaa, ...key) };
}

/** `count` puts whose keys rise: two bytes, big-endian. Each value is one byte, `valueBytes` times. */
export function risingPuts(count: number, valueBytes: number = 8): readonly RecordChange[] {
  return Array.from({ length: count }, (_, index) => ({
    put: bytesOf(index >>> 8, index & 0xff),
    value: new Uint8Array(valueBytes).fill(index),
  }));
}

/** Everything the range gives. */
export async function collect(
  records: Pick<Records, 'range'>,
  range: RecordRange = everything,
): Promise<readonly RecordEntry[]> {
  const entries: RecordEntry[] = [];
  for await (const entry of records.range(range)) entries.push(entry);
  return entries;
}

/** The keys that the range gives, as `00 ff,01` text. */
export async function keysIn(records: Records, range: RecordRange = everything): Promise<string> {
  return keyText((await collect(records, range)).map(({ key }) => key));
}

export function keyText(keys: readonly Uint8Array[]): string {
  return keys
    .map((key) => Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join(' '))
    .join(',');
}

/** The value of `promise`; fails the clause when it rejects or does not settle. */
export function ensureResolves<T>(promise: Promise<T>, what: string): Promise<T> {
  const told = promise.catch((cause: unknown) => {
    throw new ClauseFailure(`${what}: rejected`, { cause });
  });
  return ensureSettles(told, what);
}
