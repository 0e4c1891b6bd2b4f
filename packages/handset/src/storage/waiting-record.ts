import type { Change } from '../message/changes.ts';
import { encodeFields, readFields } from './fields.ts';

/** Changes of a message that is not here yet. In `waiting/<conversation>`, by the message's id. */
export type WaitingRecord = readonly Change[];

const version = 1;
const kinds = ['edit', 'delete', 'react', 'answer'] as const;

export function encodeWaiting(changes: WaitingRecord): Uint8Array {
  return encodeFields(version, [changes.map(encodeChange)]);
}

export function decodeWaiting(value: Uint8Array): WaitingRecord {
  const fields = readFields(value, version);
  const changes = fields.bytesList().map(decodeChange);
  fields.end();
  return changes;
}

/** The ids that something waits for, the oldest first. One record, `order`. */
export function encodeWaitingOrder(targets: readonly Uint8Array[]): Uint8Array {
  return encodeFields(version, [targets]);
}

export function decodeWaitingOrder(value: Uint8Array): readonly Uint8Array[] {
  const fields = readFields(value, version);
  const targets = fields.bytesList();
  fields.end();
  return targets;
}

function encodeChange(change: Change): Uint8Array {
  const { hlc, id, by, kind } = change;
  const shared = [kind, hlc.physicalMs, hlc.counter, id, by];
  switch (kind) {
    case 'edit':
      return encodeFields(version, [...shared, change.text, change.editWithinSeconds]);
    case 'delete':
      return encodeFields(version, shared);
    case 'react':
      return encodeFields(version, [...shared, change.reaction]);
    case 'answer':
      return encodeFields(version, [...shared, change.mediaType, change.data]);
  }
}

function decodeChange(value: Uint8Array): Change {
  const fields = readFields(value, version);
  const kind = fields.name(kinds);
  const shared = {
    hlc: { physicalMs: fields.number(), counter: fields.number() },
    id: fields.bytes(),
    by: fields.bytes(),
  };
  const change = ((): Change => {
    switch (kind) {
      case 'edit': {
        const text = fields.text();
        return { ...shared, kind, text, editWithinSeconds: fields.number(), sequence: undefined };
      }
      case 'delete':
        return { ...shared, kind };
      case 'react':
        return { ...shared, kind, reaction: fields.text() };
      case 'answer': {
        const mediaType = fields.text();
        return { ...shared, kind, mediaType, data: fields.bytes() };
      }
    }
  })();
  fields.end();
  return change;
}
