import { encodeFields, readFields } from './fields.ts';

/** An envelope that no key opens yet: most likely one of an epoch still to come. In `puzzles/<conversation>`, in the order of arrival. */
export interface PuzzleRecord {
  readonly body: Uint8Array;
  readonly arrivedAtMs: number;
}

const version = 1;

export function encodePuzzle({ body, arrivedAtMs }: PuzzleRecord): Uint8Array {
  return encodeFields(version, [body, arrivedAtMs]);
}

export function decodePuzzle(value: Uint8Array): PuzzleRecord {
  const fields = readFields(value, version);
  const record = { body: fields.bytes(), arrivedAtMs: fields.number() };
  fields.end();
  return record;
}
