import { encodeFields, readFields } from './fields.ts';

/** A picture message whose blob is not at the relay yet. In `uploads/<conversation>`, or `failed-uploads/…` until it is tried again. */
export interface UploadRecord {
  readonly messageId: Uint8Array;
  /** The MIMI content that is to be sent once the blob is there, encoded: the message's id is its hash. */
  readonly content: Uint8Array;
}

const version = 1;

export function encodeUpload(record: UploadRecord): Uint8Array {
  return encodeFields(version, [record.messageId, record.content]);
}

export function decodeUpload(value: Uint8Array): UploadRecord {
  const fields = readFields(value, version);
  const record = { messageId: fields.bytes(), content: fields.bytes() };
  fields.end();
  return record;
}
