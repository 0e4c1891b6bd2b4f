import type { ReadKey } from '@sotto/core';
import type { CborValue } from '@sotto/protocol';
import { encodeFields, readFields } from './fields.ts';

/** What a handset knows of its cover, and the cover itself does not hold. In `cover`. */
export interface CoverRecord {
  /** Its own, 32 bytes: what is in the cover's volume may be another one by now. */
  readonly identity: Uint8Array;
  /** BCP 47, of what its people say. */
  readonly language: string;
  readonly people: readonly CoverPerson[];
  /** Mailboxes that its relays were asked for: its own and its people's. */
  readonly mailboxes: readonly ReadKey[];
  /** Those that they are still to be asked for, and from when on. */
  readonly waiting: readonly ReadKey[];
  readonly waitingFromMs: number;
  /** Until when it was told on. */
  readonly freshAtMs: number;
  /** When all of `mailboxes` were asked for last. */
  readonly openedAtMs: number;
}

/** Somebody whom the cover's owner knows: who has this seed can say what they say. */
export interface CoverPerson {
  readonly deviceSeed: Uint8Array;
  readonly deviceKey: Uint8Array;
  /** The links of their device chain. */
  readonly path: readonly Uint8Array[];
  readonly name: string;
}

const version = 1;

export function encodeCover(record: CoverRecord): Uint8Array {
  return encodeFields(version, [
    record.identity,
    record.language,
    record.people.map(({ deviceSeed }) => deviceSeed),
    record.people.map(({ deviceKey }) => deviceKey),
    record.people.map(({ path }): CborValue => [...path]),
    record.people.map(({ name }) => name),
    [...record.mailboxes],
    [...record.waiting],
    record.waitingFromMs,
    record.freshAtMs,
    record.openedAtMs,
  ]);
}

/** @throws VAULT_BROKEN, VAULT_NEWER */
export function decodeCover(value: Uint8Array): CoverRecord {
  const fields = readFields(value, version);
  const identity = fields.bytes();
  const language = fields.text();
  const seeds = fields.bytesList();
  const keys = fields.bytesList();
  const paths = fields.value();
  const names = fields.textList();
  const record: CoverRecord = {
    ...{ identity, language },
    people: seeds.map((deviceSeed, at) => ({
      deviceSeed,
      deviceKey: keys[at] ?? fields.broken(),
      path: pathOf(Array.isArray(paths) ? paths[at] : undefined) ?? fields.broken(),
      name: names[at] ?? fields.broken(),
    })),
    mailboxes: fields.bytesList() as readonly ReadKey[],
    waiting: fields.bytesList() as readonly ReadKey[],
    waitingFromMs: fields.number(),
    freshAtMs: fields.number(),
    openedAtMs: fields.number(),
  };
  fields.end();
  return record;
}

function pathOf(value: CborValue | undefined): readonly Uint8Array[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((link) => link instanceof Uint8Array) ? value : undefined;
}
