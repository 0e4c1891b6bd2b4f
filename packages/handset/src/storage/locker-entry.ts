import { encodeFields, readFields } from './fields.ts';

const version = 1;

/** A note or a picture in `locker-notes` or `locker-pictures`: its id, and what only the locker's key opens (locker/item-seal.ts). */
export function itemEntry(id: Uint8Array, sealed: Uint8Array): Uint8Array {
  return encodeFields(version, [id, sealed]);
}

export function readItemEntry(value: Uint8Array): {
  readonly id: Uint8Array;
  readonly sealed: Uint8Array;
} {
  const fields = readFields(value, version);
  const entry = { id: fields.bytes(), sealed: fields.bytes() };
  fields.end();
  return entry;
}
