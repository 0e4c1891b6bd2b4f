import { encodeFields, readFields } from './fields.ts';

/** A proof that the log lied, which verified when it came. In `network-evidence`, by a number that rises. */
export interface EvidenceRecord {
  readonly foundAtMs: number;
  readonly from: 'relay' | 'member' | 'file';
  readonly bytes: Uint8Array;
}

const version = 1;

export function encodeEvidenceRecord({ foundAtMs, from, bytes }: EvidenceRecord): Uint8Array {
  return encodeFields(version, [foundAtMs, from, bytes]);
}

export function decodeEvidenceRecord(value: Uint8Array): EvidenceRecord {
  const fields = readFields(value, version);
  const record = {
    foundAtMs: fields.number(),
    from: fields.name(['relay', 'member', 'file'] as const),
    bytes: fields.bytes(),
  };
  fields.end();
  return record;
}
