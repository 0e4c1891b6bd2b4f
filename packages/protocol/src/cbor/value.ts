/**
 * A CBOR data item. The model keeps what deterministic bytes distinguish, so that decoding and encoding again
 * gives the same bytes:
 *
 * - integers are `number` within ±(2^53 − 1), else `bigint`; tags 2 and 3 are `bigint`s beyond 64 bits;
 * - floats are a `CborFloat`, never a bare number: 1 and 1.0 are different items;
 * - byte and text strings are `Uint8Array` and `string`; simple values 20 to 23 are false, true, null, undefined.
 */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | CborFloat
  | CborSimple
  | CborTag
  | readonly CborValue[]
  | CborMap;

/** Any item may be a key. Order does not matter: the encoder sorts. */
export type CborMap = ReadonlyMap<CborValue, CborValue>;

export interface CborFloat {
  readonly cbor: 'float';
  readonly float: number;
}

/** A simple value other than 20 to 23: 0 to 19 or 32 to 255. */
export interface CborSimple {
  readonly cbor: 'simple';
  readonly simple: number;
}

/** A tag other than 2 and 3, which are bignums. */
export interface CborTag {
  readonly cbor: 'tag';
  readonly tag: number | bigint;
  readonly value: CborValue;
}

export function cborFloat(float: number): CborFloat {
  return { cbor: 'float', float };
}

export function cborSimple(simple: number): CborSimple {
  return { cbor: 'simple', simple };
}

export function cborTag(tag: number | bigint, value: CborValue): CborTag {
  return { cbor: 'tag', tag, value };
}

export function isCborMap(value: CborValue): value is CborMap {
  return value instanceof Map;
}

export function isCborArray(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

export function isCborTag(value: CborValue): value is CborTag {
  return typeof value === 'object' && value !== null && 'cbor' in value && value.cbor === 'tag';
}
