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
  // A handful of keys: a list of them costs less than a copy of the map to take them out of.
  const taken: number[] = [];
  const take = (key: number, field: string): CborValue => {
    const found = value.get(key);
    if ((found === undefined && !value.has(key)) || taken.includes(key)) refuse(field);
    taken.push(key);
    return found;
  };
  const asBytes = (found: CborValue, field: string, { min, max }: LengthBounds): Uint8Array =>
    isBytes(found, min, max) ? found : refuse(field);
  return {
    uint: (key, field, max) => {
      const found = take(key, field);
      return isUint(found, max) ? found : refuse(field);
    },
    bytes: (key, field, bounds) => asBytes(take(key, field), field, bounds),
    bytesOrNull: (key, field, bounds) => {
      const found = take(key, field);
      return found === null ? null : asBytes(found, field, bounds);
    },
    text: (key, field, maxBytes) => {
      const found = take(key, field);
      return isText(found, maxBytes) ? found : refuse(field);
    },
    has: (key) => value.has(key) && !taken.includes(key),
    value: take,
    rest: () => {
      const rest = new Map(value);
      for (const key of taken) rest.delete(key);
      return rest;
    },
    end: () => {
      if (taken.length < value.size) refuse('unknown field');
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
  if (typeof value !== 'string' || value.length > maxBytes) return false;
  // No UTF-16 unit has more than three bytes.
  return 3 * value.length <= maxBytes || encodeUtf8(value).length <= maxBytes;
}
