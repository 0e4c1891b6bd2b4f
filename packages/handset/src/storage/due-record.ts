import type { MessageKey } from '../history/message-key.ts';
import { encodeFields, readFields } from './fields.ts';

/** Something that is to be erased. In `due/<conversation>`; its ordinals say the order and not the time. */
export interface DueRecord {
  /** By the eraser's clock. */
  readonly atMs: number;
  /** A message; what waits for one; or the trace that an erased one left. */
  readonly what: 'message' | 'waiting' | 'gone';
  /** Message id. */
  readonly id: Uint8Array;
}

const version = 1;

export function encodeDue({ atMs, what, id }: DueRecord): Uint8Array {
  return encodeFields(version, [atMs, what, id]);
}

export function decodeDue(value: Uint8Array): DueRecord {
  const fields = readFields(value, version);
  const due = {
    atMs: fields.number(),
    what: fields.name(['message', 'waiting', 'gone'] as const),
    id: fields.bytes(),
  };
  fields.end();
  return due;
}

/** What it is sorted by, in the form that `placeMessage` takes. */
export function dueKey({ atMs, id }: DueRecord): MessageKey {
  return { hlc: { physicalMs: atMs, counter: 0 }, id };
}

/** The eraser's clock as it was last stored, and the clock of the machine then. One record, `eraser`, in `eraser`. */
export interface EraserClockRecord {
  readonly timeMs: number;
  readonly machineMs: number;
  /** Running time for which the machine's clock is ahead of it by more than passed. */
  readonly doubtMs: number;
}

export function encodeEraserClock({ timeMs, machineMs, doubtMs }: EraserClockRecord): Uint8Array {
  return encodeFields(version, [timeMs, machineMs, doubtMs]);
}

export function decodeEraserClock(value: Uint8Array): EraserClockRecord {
  const fields = readFields(value, version);
  const record = {
    timeMs: fields.number(),
    machineMs: fields.number(),
    doubtMs: fields.number(),
  };
  fields.end();
  return record;
}
