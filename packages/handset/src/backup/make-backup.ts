import type { Crypto } from '@sotto/core';
import type { BackupProgress } from '../api.ts';
import { utf8 } from '../bytes.ts';
import type { AgeFile, SealFor } from './age-file.ts';
import { backupLimits } from '../backup-limits.ts';
import { concludeBackup, dropCheckpoint, writeCheckpoint } from './book.ts';
import type { BackupRecord, Checkpoint } from './book.ts';
import { contentsFrom } from './contents.ts';
import type { Contents, Cursor } from './contents.ts';
import { backupVersion, encodeItem } from './item.ts';
import type { PartCount } from './item.ts';
import { createRunningHash } from './running-hash.ts';
import { createSealing } from './sealing.ts';
import type { Place } from './place.ts';

export interface Making {
  readonly contents: Contents;
  readonly place: Place;
  /** A run before this one came so far. */
  readonly from: Checkpoint | undefined;
  /** Makes the beginning of a file; asked only when nothing is gone on with. */
  readonly begin: () => Promise<AgeFile>;
  readonly seal: SealFor;
  /** Whose `seal` it is. */
  readonly paperKey: Uint8Array | undefined;
  readonly parts: readonly PartCount[];
  readonly without: readonly string[];
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Writes a backup, item by item. What is sealed is stored before it is written, so that a run that is cut off at any point is gone on with by the very same bytes: no
 * key and counter ever seal two chunks.
 */
export async function writeBackup(making: Making): Promise<BackupRecord> {
  const { contents, place, signal } = making;
  const { store, crypto } = contents.engine;
  const totalBytes = making.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const start = making.from ?? (await firstPoint(making));
  const writer = await place
    .open(start.offset, start.record.blobs)
    .catch(async (error: unknown) => {
      // What was written is not there any more: the next run begins anew.
      await dropCheckpoint(store);
      throw error;
    });
  let last = start;
  const put = async (point: Checkpoint): Promise<void> => {
    signal.throwIfAborted();
    await writer.write(point.batch);
    const doneBytes = point.offset + point.batch.length;
    making.onProgress?.({ doneBytes, totalBytes: Math.max(totalBytes, doneBytes) });
    last = point;
  };
  try {
    await put(start);
    for await (const point of points(crypto, making, start)) {
      const blobs = writer.blobs();
      const next = { ...point, record: { ...point.record, blobs } };
      if (place.isResumable) await writeCheckpoint(store, next);
      await put(next);
    }
    await writer.finish();
  } catch (error) {
    await writer.close();
    if (!place.isResumable) await dropCheckpoint(store);
    throw error;
  }
  const made = { ...last.record, bytes: last.offset + last.batch.length, blobs: writer.blobs() };
  await concludeBackup(store, made);
  return made;
}

/** Header and manifest; stored before the first byte is written. */
async function firstPoint(making: Making): Promise<Checkpoint> {
  const { contents, place, parts, without } = making;
  const { crypto, clock, self, store } = contents.engine;
  const { head, key } = await making.begin();
  const madeAtMs = clock.now();
  const manifest = encodeItem({
    kind: 'manifest',
    version: backupVersion,
    madeAtMs,
    identity: self.identity,
    parts,
    without,
  });
  const hash = createRunningHash(crypto);
  await hash.update(manifest);
  const point: Checkpoint = {
    record: {
      id: crypto.random(16),
      place: place.kind,
      name: place.name,
      madeAtMs,
      key,
      bytes: 0,
      counts: new Map(),
      hash: new Uint8Array(32),
      blobs: [],
      paperKey: making.paperKey,
      drill: undefined,
    },
    mark: await sealMark(crypto, key, making.seal),
    ids: contents.ids,
    withPictures: contents.withPictures,
    cursor: { section: 0, ordinal: 0 },
    hashState: hash.state(),
    rest: manifest,
    chunk: 0,
    offset: 0,
    batch: head,
    isWhole: false,
  };
  if (place.isResumable) await writeCheckpoint(store, point);
  return point;
}

/** What is to be written behind a checkpoint, batch by batch, each with all that going on behind it takes. */
async function* points(
  crypto: Crypto,
  { contents }: Making,
  from: Checkpoint,
): AsyncGenerator<Checkpoint> {
  if (from.isWhole) return;
  const sealing = createSealing(crypto, from.record.key, from);
  const hash = createRunningHash(crypto, from.hashState);
  const counts = new Map(from.record.counts);
  let { cursor } = from;
  let offset = from.offset + from.batch.length;
  let digest = from.record.hash;
  const point = async (isEnd: boolean): Promise<Checkpoint> => {
    const { batch, isLast } = await sealing.seal(isEnd);
    const made: Checkpoint = {
      ...from,
      ...sealing.state(),
      record: { ...from.record, counts: new Map(counts), hash: digest },
      cursor,
      hashState: hash.state(),
      offset,
      batch,
      isWhole: isLast,
    };
    offset += batch.length;
    return made;
  };
  // Of items that share a cursor only all or none may lie behind it.
  let held: { readonly framed: Uint8Array; readonly tag: number }[] = [];
  let heldAt: Cursor | undefined;
  const settle = async (): Promise<void> => {
    for (const { framed, tag } of held) {
      sealing.add(framed);
      await hash.update(framed);
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    held = [];
    if (heldAt !== undefined) cursor = heldAt;
  };
  for await (const { item, next } of contentsFrom(contents, from.cursor)) {
    if (
      heldAt !== undefined &&
      (next.section !== heldAt.section || next.ordinal !== heldAt.ordinal)
    )
      await settle();
    heldAt = next;
    held.push({ framed: encodeItem(item), tag: item.tag });
    while (sealing.waitingBytes() > backupLimits.batchBytes) yield await point(false);
  }
  await settle();
  digest = await hash.digest();
  const trailer = encodeItem({ kind: 'trailer', counts, hash: digest });
  sealing.add(trailer);
  for (;;) {
    const end = await point(true);
    yield end;
    if (end.isWhole) return;
  }
}

/** Tells one passphrase or recipient from another, for who has the payload's key: only the vault that keeps it. */
export function sealMark(crypto: Crypto, key: Uint8Array, seal: SealFor): Promise<Uint8Array> {
  return crypto.hmac('SHA-256', key, utf8(JSON.stringify(seal)));
}
