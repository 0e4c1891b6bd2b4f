import { encodeFields, readFields } from './fields.ts';

const pinVersion = 1;

/** Hash of the founding charter, 32 bytes. In `network`, `pin`. */
export function encodePin(charterHash: Uint8Array): Uint8Array {
  return encodeFields(pinVersion, [charterHash]);
}

export function decodePin(value: Uint8Array): Uint8Array {
  const fields = readFields(value, pinVersion);
  const charterHash = fields.bytes();
  fields.end();
  return charterHash.length === 32 ? charterHash : fields.broken();
}
