import { SottoError } from '@sotto/core';
import { settle } from '../bytes.ts';
import { decodeCbor, encodeCbor } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import type { HandsetErrorCode } from '../error-codes.ts';

/** One record: deterministic CBOR, an array of its format's version and its fields in a fixed order. */
export function encodeFields(version: number, fields: readonly CborValue[]): Uint8Array {
  return encodeCbor([version, ...fields]);
}

/** Reads the fields of one record in order. Each call takes the next. */
export interface FieldReader {
  /** Of the format that it was written in: at most the one asked for. */
  readonly version: number;
  readonly bytes: () => Uint8Array;
  /** Bytes that are a key: see `settle`. */
  readonly secret: () => Uint8Array;
  readonly optionalBytes: () => Uint8Array | undefined;
  readonly text: () => string;
  readonly optionalText: () => string | undefined;
  readonly number: () => number;
  readonly optionalNumber: () => number | undefined;
  readonly flag: () => boolean;
  /** One of the names. */
  readonly name: <T extends string>(names: readonly T[]) => T;
  /** A list of byte strings. */
  readonly bytesList: () => readonly Uint8Array[];
  readonly textList: () => readonly string[];
  readonly numberList: () => readonly number[];
  /** The next field as it is, for a form of its own. */
  readonly value: () => CborValue;
  /** Whether all fields were read: a record of an earlier version may have fewer. */
  readonly isAtEnd: () => boolean;
  /** Throws when fields are left. */
  readonly end: () => void;
  /** For what does not fit although each field has its form. @throws VAULT_BROKEN */
  readonly broken: () => never;
}

const bounds = { maxBytes: 16 * 1_048_576, maxItems: 65_536 };

/**
 * Opens a record for reading. What does not fit was sealed by this handset all the same, so it is a fault of
 * ours or of the medium. @throws VAULT_BROKEN, VAULT_NEWER
 */
export function readFields(value: Uint8Array, version: number): FieldReader {
  const fields = decode(value);
  const found = fields[0];
  if (typeof found !== 'number' || found < 1) return broken();
  if (found > version) throw newerRecord();
  let next = 1;
  const take = (): CborValue => (next < fields.length ? fields[next++] : broken());
  const bytesOf = (field: CborValue): Uint8Array =>
    field instanceof Uint8Array ? field : broken();
  const textOf = (field: CborValue): string => (typeof field === 'string' ? field : broken());
  const numberOf = (field: CborValue): number => (typeof field === 'number' ? field : broken());
  const optional = <T>(of: (field: CborValue) => T): T | undefined => {
    const field = take();
    return field === null ? undefined : of(field);
  };
  return {
    version: found,
    bytes: () => bytesOf(take()),
    secret: () => settle(bytesOf(take())),
    optionalBytes: () => optional(bytesOf),
    text: () => textOf(take()),
    optionalText: () => optional(textOf),
    number: () => numberOf(take()),
    optionalNumber: () => optional(numberOf),
    flag: () => {
      const field = take();
      return typeof field === 'boolean' ? field : broken();
    },
    name: (names) => {
      const field = take();
      return names.find((name) => name === field) ?? broken();
    },
    bytesList: () => {
      const field = take();
      return Array.isArray(field) ? field.map(bytesOf) : broken();
    },
    textList: () => {
      const field = take();
      return Array.isArray(field) ? field.map(textOf) : broken();
    },
    numberList: () => {
      const field = take();
      return Array.isArray(field) ? field.map(numberOf) : broken();
    },
    value: take,
    isAtEnd: () => next >= fields.length,
    end: () => {
      if (next !== fields.length) broken();
    },
    broken: () => broken(),
  };
}

/** A record that may be of before its kind had a version. @throws VAULT_BROKEN */
export function withoutVersion(value: Uint8Array): CborValue {
  try {
    return decodeCbor(value, bounds);
  } catch (cause) {
    return broken(cause);
  }
}

/** What a record of a later version is refused with. It stays as it is. */
export function newerRecord(options: { readonly cause?: unknown } = {}): Error {
  return new SottoError<HandsetErrorCode>(
    'VAULT_NEWER',
    'A later version of the handset wrote a part of this. Update this handset to read it; nothing was changed.',
    options,
  );
}

function decode(value: Uint8Array): readonly CborValue[] {
  const fields = withoutVersion(value);
  return Array.isArray(fields) ? fields : broken();
}

function broken(cause?: unknown): never {
  throw new SottoError<HandsetErrorCode>(
    'VAULT_BROKEN',
    'A record of this handset does not have its form.',
    { cause },
  );
}
