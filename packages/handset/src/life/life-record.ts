import type { RelayUrl } from '@sotto/core';
import { encodeFields, readFields } from '../storage/fields.ts';
import type { FieldReader } from '../storage/fields.ts';

/** What a handset knows of its lives. One record of `lives`. */
export interface LivesRecord {
  /** The newest lives, numbered without gaps, the present one last; 1 to `maxLivesKept`. */
  readonly lives: readonly Life[];
  /** Number of the first life after the store was found to be an older copy, 0 when it never was. */
  readonly leaptTo: number;
  /** When the present life began, by the clock. */
  readonly sinceMs: number;
  /** Up to which life each relay has heard of all those above. */
  readonly heard: readonly RelayLife[];
  /** Seconds for which every relay that has heard of lives keeps them. */
  readonly ttlSeconds: number;
}

export interface Life {
  /** 1 to 2^53 - 1. */
  readonly number: number;
  /** 16 bytes, random. */
  readonly nonce: Uint8Array;
}

export interface RelayLife {
  readonly relay: RelayUrl;
  readonly number: number;
}

const livesTable = 'lives';
export const livesName: { readonly table: string; readonly id: string } = {
  table: livesTable,
  id: 'lives',
} as const;
/** Exists while the conversations have not taken in that the store was an older copy. Its value says nothing. */
export const restoredName: { readonly table: string; readonly id: string } = {
  table: livesTable,
  id: 'restored',
} as const;

const version = 1;

export function encodeLives(record: LivesRecord): Uint8Array {
  return encodeFields(version, [
    record.lives.map(({ number }) => number),
    record.lives.map(({ nonce }) => nonce),
    record.leaptTo,
    record.sinceMs,
    record.heard.map(({ relay }) => relay),
    record.heard.map(({ number }) => number),
    record.ttlSeconds,
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeLives(value: Uint8Array): LivesRecord {
  const fields = readFields(value, version);
  const record = {
    lives: readLives(fields),
    leaptTo: fields.number(),
    sinceMs: fields.number(),
    heard: readHeard(fields),
    ttlSeconds: fields.number(),
  };
  fields.end();
  return record.lives.length > 0 ? record : fields.broken();
}

function readLives(fields: FieldReader): readonly Life[] {
  const numbers = fields.numberList();
  const nonces = fields.bytesList();
  return numbers.map((number, index) => ({ number, nonce: nonces[index] ?? fields.broken() }));
}

function readHeard(fields: FieldReader): readonly RelayLife[] {
  const relays = fields.textList();
  const numbers = fields.numberList();
  return relays.map((relay, index) => ({
    relay: relay as RelayUrl,
    number: numbers[index] ?? fields.broken(),
  }));
}
