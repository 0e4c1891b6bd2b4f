import type { Hlc } from '@sotto/protocol';
import { encodeFields, readFields, withoutVersion } from './fields.ts';

const version = 1;

/** Up to where one's other devices have read a conversation. In `read-marks`, by MLS group id. */
export function encodeReadMark({ physicalMs, counter }: Hlc): Uint8Array {
  return encodeFields(version, [physicalMs, counter]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeReadMark(value: Uint8Array): Hlc {
  const older = withoutVersion(value);
  if (Array.isArray(older) && older.length === 2) {
    const [physicalMs, counter] = older;
    if (typeof physicalMs === 'number' && typeof counter === 'number')
      return { physicalMs, counter };
  }
  const fields = readFields(value, version);
  const mark = { physicalMs: fields.number(), counter: fields.number() };
  fields.end();
  return mark;
}
