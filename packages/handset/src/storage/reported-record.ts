import { encodeFields, readFields } from './fields.ts';

/** What somebody was told last of their messages, to be said again. In `reported/<conversation>`, by their identity. */
export type ReportedRecord = readonly Reported[];

export interface Reported {
  /** Message id. */
  readonly id: Uint8Array;
  /** As in a status report. */
  readonly status: number;
}

const version = 1;

export function encodeReported(reported: ReportedRecord): Uint8Array {
  return encodeFields(version, [
    reported.map(({ id }) => id),
    reported.map(({ status }) => status),
  ]);
}

export function decodeReported(value: Uint8Array): ReportedRecord {
  const fields = readFields(value, version);
  const ids = fields.bytesList();
  const statuses = fields.numberList();
  fields.end();
  return ids.map((id, index) => ({ id, status: statuses[index] ?? fields.broken() }));
}
