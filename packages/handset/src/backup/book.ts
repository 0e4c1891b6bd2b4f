import type { BlobPlace } from '@sotto/protocol';
import { parcelToCbor, readParcel } from '@sotto/protocol';
import type { CborValue } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { encodeFields, readFields } from '../storage/fields.ts';
import type { FieldReader } from '../storage/fields.ts';
import { tables } from '../storage/tables.ts';
import type { RecordName, SealedStore } from '../vault/sealed-store.ts';
import { backupLimits } from '../backup-limits.ts';
import type { Cursor } from './contents.ts';
import type { RunningHashState } from './running-hash.ts';

/** A backup that was made, as the handset remembers it. */
export interface BackupRecord {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly place: 'file' | 'relay';
  readonly name: string;
  readonly madeAtMs: number;
  /** Of the payload: with it the handset can try the backup without the passphrase. */
  readonly key: Uint8Array;
  readonly bytes: number;
  readonly counts: ReadonlyMap<number, number>;
  readonly hash: Uint8Array;
  /** At a relay, in order. */
  readonly blobs: readonly BlobPlace[];
  /** The paper key that it was made for, if it was for one. */
  readonly paperKey: Uint8Array | undefined;
  readonly drill: { readonly atMs: number; readonly failure: string } | undefined;
}

/** A backup that is being made: all that going on with it takes. */
export interface Checkpoint {
  readonly record: BackupRecord;
  /** For whom it is sealed (make-backup.ts): for another passphrase or recipient, another one is begun. */
  readonly mark: Uint8Array;
  readonly ids: readonly ConversationId[];
  readonly withPictures: boolean;
  /** Behind `batch`. */
  readonly cursor: Cursor;
  readonly hashState: RunningHashState;
  /** What is not sealed yet. */
  readonly rest: Uint8Array;
  /** Of the next chunk. */
  readonly chunk: number;
  /** Where `batch` goes. */
  readonly offset: number;
  /** Sealed, and about to be written: the same bytes again after a crash, as one key and counter seal one chunk. */
  readonly batch: Uint8Array;
  readonly isWhole: boolean;
}

const listName: RecordName = { table: tables.backups, id: 'list' };
const checkpointName: RecordName = { table: tables.backups, id: 'checkpoint' };
const version = 1;
const recordVersion = 2;
const places = ['file', 'relay'] as const;

/** The backups of this handset, the newest first. */
export async function readBook(store: SealedStore): Promise<readonly BackupRecord[]> {
  const stored = await store.get(listName);
  if (stored === undefined) return [];
  const fields = readFields(stored, version);
  const records = fields.bytesList().map(decodeRecord);
  fields.end();
  return records;
}

export function bookChange(records: readonly BackupRecord[]): {
  readonly put: RecordName;
  readonly value: Uint8Array;
} {
  const kept = records.slice(0, backupLimits.maxBackups).map(encodeRecord);
  return { put: listName, value: encodeFields(version, [kept]) };
}

export async function readCheckpoint(store: SealedStore): Promise<Checkpoint | undefined> {
  const stored = await store.get(checkpointName);
  if (stored === undefined) return undefined;
  const fields = readFields(stored, version);
  const checkpoint: Checkpoint = {
    record: decodeRecord(fields.bytes()),
    mark: fields.bytes(),
    ids: fields.textList() as readonly ConversationId[],
    withPictures: fields.flag(),
    cursor: { section: fields.number(), ordinal: fields.number() },
    hashState: { chained: fields.bytes(), rest: fields.bytes() },
    rest: fields.bytes(),
    chunk: fields.number(),
    offset: fields.number(),
    batch: fields.bytes(),
    isWhole: fields.flag(),
  };
  fields.end();
  return checkpoint;
}

export async function writeCheckpoint(store: SealedStore, point: Checkpoint): Promise<void> {
  const value = encodeFields(version, [
    encodeRecord(point.record),
    point.mark,
    [...point.ids],
    point.withPictures,
    point.cursor.section,
    point.cursor.ordinal,
    point.hashState.chained,
    point.hashState.rest,
    point.rest,
    point.chunk,
    point.offset,
    point.batch,
    point.isWhole,
  ]);
  await store.write([{ put: checkpointName, value }]);
}

/** It is made: it stands in the list, and nothing is under way. */
export async function concludeBackup(store: SealedStore, record: BackupRecord): Promise<void> {
  const others = (await readBook(store)).filter(
    ({ place, name }) => place !== record.place || name !== record.name,
  );
  await store.write([bookChange([record, ...others]), { remove: checkpointName }]);
}

export async function dropCheckpoint(store: SealedStore): Promise<void> {
  await store.write([{ remove: checkpointName }]);
}

function encodeRecord(record: BackupRecord): Uint8Array {
  return encodeFields(recordVersion, [
    record.id,
    record.place,
    record.name,
    record.madeAtMs,
    record.key,
    record.bytes,
    [...record.counts.keys()],
    [...record.counts.values()],
    record.hash,
    record.blobs.map((place) => parcelToCbor({ place })),
    record.drill?.atMs ?? null,
    record.drill?.failure ?? null,
    record.paperKey ?? null,
  ]);
}

function decodeRecord(value: Uint8Array): BackupRecord {
  const fields = readFields(value, recordVersion);
  const rest = {
    id: fields.bytes(),
    place: fields.name(places),
    name: fields.text(),
    madeAtMs: fields.number(),
    key: fields.bytes(),
    bytes: fields.number(),
  };
  const tags = fields.numberList();
  const counts = fields.numberList();
  const hash = fields.bytes();
  const blobs = readBlobs(fields);
  const atMs = fields.optionalNumber();
  const failure = fields.optionalText();
  const paperKey = fields.version > 1 ? fields.optionalBytes() : undefined;
  fields.end();
  return {
    ...rest,
    paperKey,
    counts: new Map(tags.map((tag, index) => [tag, counts[index] ?? 0])),
    hash,
    blobs,
    drill: atMs === undefined ? undefined : { atMs, failure: failure ?? '' },
  };
}

function readBlobs(fields: FieldReader): readonly BlobPlace[] {
  const listed: CborValue = fields.value();
  if (!Array.isArray(listed)) return fields.broken();
  return listed.map((each: CborValue) => {
    const parcel = readParcel(each, handsetLimits.maxMlsMessageBytes);
    return parcel !== undefined && 'place' in parcel ? parcel.place : fields.broken();
  });
}
