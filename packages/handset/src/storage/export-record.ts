import type { ConversationId } from '../api.ts';
import { toHex } from '../hex.ts';
import { encodeFields, readFields } from './fields.ts';

/** A history that another device of this identity is being given, newest first. In `exports`, by `<conversation>/<device hex>`. */
export interface ExportRecord {
  readonly conversation: ConversationId;
  readonly device: Uint8Array;
  /** Ordinal before which all is still to be given; absent at first. */
  readonly before: number | undefined;
  readonly part: number;
  /** Messages given so far, and those that there were at first. */
  readonly done: number;
  readonly total: number;
}

const version = 1;

export function encodeExport(record: ExportRecord): Uint8Array {
  return encodeFields(version, [
    record.conversation,
    record.device,
    record.before ?? null,
    record.part,
    record.done,
    record.total,
  ]);
}

export function decodeExport(value: Uint8Array): ExportRecord {
  const fields = readFields(value, version);
  const record = {
    conversation: fields.text() as ConversationId,
    device: fields.bytes(),
    before: fields.optionalNumber(),
    part: fields.number(),
    done: fields.number(),
    total: fields.number(),
  };
  fields.end();
  return record;
}

export function exportId({
  conversation,
  device,
}: Pick<ExportRecord, 'conversation' | 'device'>): string {
  return `${conversation}/${toHex(device)}`;
}
