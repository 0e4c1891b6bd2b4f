import { encodeUtf8 } from '../utf8.ts';
import { isCborMap } from './value.ts';
import type { CborValue } from './value.ts';

/**
 * Reads the fields of a map with integer keys, the shape of every format of our own. Each read takes the field out;
 * what is left at the end is unknown. `refuse` throws the format's own coded error and gets the field's name.
 */
export interface IntMapReader {
  /** A whole number from 0 to `max`. */
  readonly uint: (key: number, field: string, max: number) => number;
  readonly bytes: (key: number, field: string, bounds: LengthBounds) => Uint8Array;
  readonly bytesOrNull: (key: number, field: string, bounds: LengthBounds) => Uint8Array | null;
  readonly text: (key: number, field: string, maxBytes: number) => string;
  readonly has: (key: number) => boolean;
  readonly value: (key: number, field: string) => CborValue;
  /** What was not taken. */
  readonly rest: () => ReadonlyMap<CborValue, CborValue>;
  /** Refuses when something was not taken. */
  readonly end: () => void;
}

/** Bytes, both included. */
export interface LengthBounds {
  readonly min: number;
  readonly max: number;
}

/** A reader of the map that `value` has to be; of anything else `refuse` is told `map`. */
export function readIntMap(value: CborValue, refuse: (field: string) => never): IntMapReader {
  if (!isCborMap(value)) return refuse('map');
  const fields = new Map(value);
  const take = (key: number, field: string): CborValue => {
    if (!fields.has(key)) refuse(field);
    const taken = fields.get(key);
    fields.delete(key);
    return taken;
  };
  const asBytes = (taken: CborValue, field: string, { min, max }: LengthBounds): Uint8Array =>
    isBytes(taken, min, max) ? taken : refuse(field);
  return {
    uint: (key, field, max) => {
      const taken = take(key, field);
      return isUint(taken, max) ? taken : refuse(field);
    },
    bytes: (key, field, bounds) => asBytes(take(key, field), field, bounds),
    bytesOrNull: (key, field, bounds) => {
      const taken = take(key, field);
      return taken === null ? null : asBytes(taken, field, bounds);
    },
    text: (key, field, maxBytes) => {
      const taken = take(key, field);
      return isText(taken, maxBytes) ? taken : refuse(field);
    },
    has: (key) => fields.has(key),
    value: take,
    rest: () => fields,
    end: () => {
      if (fields.size > 0) refuse('unknown field');
    },
  };
}

export function isUint(value: CborValue, max: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= max;
}

export function isBytes(value: CborValue, min: number, max: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= min && value.length <= max;
}

export function isText(value: CborValue, maxBytes: number): value is string {
  return (
    typeof value === 'string' && value.length <= maxBytes && encodeUtf8(value).length <= maxBytes
  );
}
