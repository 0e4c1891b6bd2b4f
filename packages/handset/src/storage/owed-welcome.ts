import { encodeFields, readFields } from './fields.ts';

/** A Welcome that somebody is still to be told of. In `owed-welcomes`, by `<conversation>/<identity hex>`. */
export interface OwedWelcome {
  readonly id: string;
  readonly identity: Uint8Array;
  /** The control of a frame, encoded. */
  readonly control: Uint8Array;
}

const version = 1;

export function encodeOwedWelcome({ id, identity, control }: OwedWelcome): Uint8Array {
  return encodeFields(version, [id, identity, control]);
}

export function decodeOwedWelcome(value: Uint8Array): OwedWelcome {
  const fields = readFields(value, version);
  const record = { id: fields.text(), identity: fields.bytes(), control: fields.bytes() };
  fields.end();
  return record;
}
