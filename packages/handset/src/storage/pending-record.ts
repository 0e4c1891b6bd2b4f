import { encodeCbor } from '@sotto/protocol';
import type { CborValue, Hlc } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';

/** A frame's content that waits to be encrypted. In `pending/<conversation>`, in the order of sending. */
export interface PendingRecord {
  readonly clock: Hlc;
  /** MIMI content, encoded. */
  readonly content: Uint8Array | undefined;
  /** A frame's control, as its CBOR. */
  readonly control: Uint8Array | undefined;
  /** The message whose state follows. */
  readonly messageId: Uint8Array | undefined;
}

const version = 1;

export function encodePending(record: PendingRecord): Uint8Array {
  return encodeFields(version, [
    record.clock.physicalMs,
    record.clock.counter,
    record.content ?? null,
    record.control ?? null,
    record.messageId ?? null,
  ]);
}

export function decodePending(value: Uint8Array): PendingRecord {
  const fields = readFields(value, version);
  const record = {
    clock: { physicalMs: fields.number(), counter: fields.number() },
    content: fields.optionalBytes(),
    control: fields.optionalBytes(),
    messageId: fields.optionalBytes(),
  };
  fields.end();
  return record;
}

export function controlBytes(control: CborValue): Uint8Array {
  return encodeCbor(control);
}
