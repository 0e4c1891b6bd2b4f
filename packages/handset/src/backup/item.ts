import { decodeCbor, encodeCbor } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import { isSottoError } from '@sotto/core';
import { handsetError } from '../error.ts';
import { backupLimits } from '../backup-limits.ts';

/**
 * What a backup is made of, in this order: the manifest, records, the trailer. Each is four bytes of length, big-endian, and so much deterministic CBOR: an array that
 * begins with its kind. docs/vault.md has the format.
 */
export type BackupItem = Manifest | RecordItem | Trailer;

export interface Manifest {
  readonly kind: 'manifest';
  readonly version: number;
  readonly madeAtMs: number;
  /** Identity hash. */
  readonly identity: Uint8Array;
  /** What is in it, as it was found before it was made. */
  readonly parts: readonly PartCount[];
  /** What is left out. */
  readonly without: readonly string[];
}

export interface PartCount {
  readonly part: string;
  readonly count: number;
  readonly bytes: number;
}

export interface RecordItem {
  readonly kind: 'record';
  /** See contents.ts. */
  readonly tag: number;
  /** Conversation id; empty for what belongs to none. */
  readonly scope: string;
  readonly name: Uint8Array | string | number;
  /** As the vault has it. */
  readonly value: Uint8Array;
}

export interface Trailer {
  readonly kind: 'trailer';
  /** How many records of each tag came. */
  readonly counts: ReadonlyMap<number, number>;
  /** Of every item before, frames and all: running-hash.ts. */
  readonly hash: Uint8Array;
}

const magic = 'sotto-backup';
export const backupVersion = 1;
const kinds = { manifest: 0, record: 1, trailer: 2 } as const;
const bounds = { maxBytes: backupLimits.maxItemBytes, maxItems: 4_096 };

export function encodeItem(item: BackupItem): Uint8Array {
  const body = encodeCbor(fieldsOf(item));
  const framed = new Uint8Array(4 + body.length);
  new DataView(framed.buffer).setUint32(0, body.length);
  framed.set(body, 4);
  return framed;
}

function fieldsOf(item: BackupItem): CborValue {
  switch (item.kind) {
    case 'manifest': {
      const parts = item.parts.map(({ part, count, bytes }) => [part, count, bytes]);
      const { version, madeAtMs, identity, without } = item;
      return [kinds.manifest, magic, version, madeAtMs, identity, parts, [...without]];
    }
    case 'record':
      return [kinds.record, item.tag, item.scope, item.name, item.value];
    case 'trailer':
      return [kinds.trailer, [...item.counts].map((pair) => [...pair]), item.hash];
  }
}

/** The body of an item, without its length. @throws BACKUP_MALFORMED, BACKUP_NEWER */
export function parseItem(body: Uint8Array): BackupItem {
  const fields = decoded(body);
  switch (fields[0]) {
    case kinds.manifest:
      return readManifest(fields);
    case kinds.record:
      return readRecord(fields);
    case kinds.trailer:
      return readTrailer(fields);
    default:
      return malformed();
  }
}

function decoded(body: Uint8Array): readonly CborValue[] {
  try {
    const value = decodeCbor(body, bounds);
    return Array.isArray(value) ? value : malformed();
  } catch (cause) {
    if (!isSottoError(cause)) throw cause;
    throw handsetError('BACKUP_MALFORMED', 'This is no backup, or it is damaged.', { cause });
  }
}

function readManifest(fields: readonly CborValue[]): Manifest {
  const [, name, version, madeAtMs, identity, parts, without] = fields;
  if (name !== magic || typeof version !== 'number' || version < 1) return malformed();
  if (version > backupVersion)
    throw handsetError('BACKUP_NEWER', 'A later version of the handset made this backup.');
  if (fields.length !== 7 || typeof madeAtMs !== 'number') return malformed();
  if (!(identity instanceof Uint8Array) || identity.length !== 32) return malformed();
  if (!Array.isArray(parts) || !Array.isArray(without)) return malformed();
  return {
    kind: 'manifest',
    version,
    madeAtMs,
    identity,
    parts: parts.map((each) => {
      const [part, count, bytes] = Array.isArray(each) && each.length === 3 ? each : malformed();
      return { part: text(part), count: number(count), bytes: number(bytes) };
    }),
    without: without.map(text),
  };
}

function readRecord(fields: readonly CborValue[]): RecordItem {
  const [, tag, scope, name, value] = fields;
  if (fields.length !== 5 || !(value instanceof Uint8Array)) return malformed();
  const isName = name instanceof Uint8Array || typeof name === 'string' || typeof name === 'number';
  if (!isName) return malformed();
  return { kind: 'record', tag: number(tag), scope: text(scope), name, value };
}

function readTrailer(fields: readonly CborValue[]): Trailer {
  const [, counts, hash] = fields;
  if (fields.length !== 3 || !Array.isArray(counts)) return malformed();
  if (!(hash instanceof Uint8Array) || hash.length !== 32) return malformed();
  const pairs = counts.map((each) => {
    const [tag, count] = Array.isArray(each) && each.length === 2 ? each : malformed();
    return [number(tag), number(count)] as const;
  });
  return { kind: 'trailer', counts: new Map(pairs), hash };
}

function text(value: CborValue | undefined): string {
  return typeof value === 'string' ? value : malformed();
}

function number(value: CborValue | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : malformed();
}

function malformed(): never {
  throw handsetError('BACKUP_MALFORMED', 'This is no backup, or it is damaged.');
}
