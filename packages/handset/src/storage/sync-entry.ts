import { decodeCbor } from '@sotto/protocol';
import { isSottoError } from '@sotto/core';
import { encodeFields, readFields, withoutVersion } from './fields.ts';

/**
 * A word among the devices of one identity: about what, when it was said by the clock of who said it, and what. In `to-sync` and
 * `to-take`: words.ts.
 */
export interface SyncEntry {
  /** `<what>/<of what>`: devices/sync-keys.ts. */
  readonly key: string;
  readonly atMs: number;
  readonly payload: Uint8Array;
}

const version = 1;
const maxKeyChars = 256;
const bounds = { maxBytes: 49_152, maxItems: 16 };

/** As it is kept, and as it is told. */
export function encodeSyncEntry({ key, atMs, payload }: SyncEntry): Uint8Array {
  return encodeFields(version, [key, atMs, payload]);
}

export function decodeSyncEntry(value: Uint8Array): SyncEntry {
  const fields = readFields(value, version);
  const entry = { key: fields.text(), atMs: fields.number(), payload: fields.bytes() };
  fields.end();
  return entry;
}

/** What another device told; `undefined` when it has not the form, or is of a later version. */
export function parseSyncEntry(bytes: Uint8Array): SyncEntry | undefined {
  try {
    const value = decodeCbor(bytes, bounds);
    if (!Array.isArray(value) || value.length !== 4 || value[0] !== version) return undefined;
    const [, key, atMs, payload] = value;
    if (typeof key !== 'string' || key.length > maxKeyChars) return undefined;
    if (typeof atMs !== 'number' || atMs < 0 || !(payload instanceof Uint8Array)) return undefined;
    return { key, atMs, payload };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}

/** In `synced`, by key. */
export function encodeStamp(atMs: number): Uint8Array {
  return encodeFields(version, [atMs]);
}

/** -1 for none. @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeStamp(value: Uint8Array | undefined): number {
  if (value === undefined) return -1;
  const older = withoutVersion(value);
  if (typeof older === 'number') return older;
  const fields = readFields(value, version);
  const atMs = fields.number();
  fields.end();
  return atMs;
}
