import { isSottoError } from '@sotto/core';
import type { Records } from '@sotto/core';
import { bytesEqual, encodeBase64url } from '@sotto/protocol';
import type { BackupDrill, BackupSource, DrillOptions } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { restoreBackup } from '../restore/restore-backup.ts';
import { decodeFacts } from '../storage/conversation-record.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { readPieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { pictureName } from '../pictures/picture-name.ts';
import { createVault } from '../vault/create-vault.ts';
import { openVault } from '../vault/vault.ts';
import type { VaultParts } from '../vault/vault-parts.ts';
import { wipeVault } from '../vault/wipe.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { drillView } from './views.ts';
import type { BackupParts } from './backup-parts.ts';
import { bookChange, readBook } from './book.ts';
import type { BackupRecord } from './book.ts';
import { blobBytes } from './place.ts';
import type { Trailer } from './item.ts';
import { readBackup } from './read-backup.ts';
import type { BackupReader } from './read-backup.ts';
import { tags } from './tags.ts';

/** The store of a drill is there for seconds, and its passphrase is random. */
const cheap = { memoryKiB: 8_192, passes: 1, parallelism: 1 };

/**
 * Restores a backup into a throwaway store, compares, opens, removes, and notes what came of it.
 * @throws BACKUP_UNREACHABLE when it is not here to be read: then nothing is noted, as nothing was tried
 */
export async function drill(
  parts: BackupParts,
  record: BackupRecord,
  options: DrillOptions,
): Promise<BackupDrill> {
  const { engine } = parts;
  let failure = '';
  try {
    await restoreAndCompare(parts, record, options);
  } catch (error) {
    engine.stopping.throwIfAborted();
    options.signal?.throwIfAborted();
    if (isSottoError(error, 'BACKUP_UNREACHABLE') || isSottoError(error, 'BACKUP_NOT_READY'))
      throw error;
    if (!isSottoError(error)) throw error;
    failure = error.code;
  }
  const made = { atMs: engine.clock.now(), failure };
  const records = await readBook(engine.store);
  const next = records.map((each) =>
    bytesEqual(each.id, record.id) ? { ...each, drill: made } : each,
  );
  await engine.store.write([bookChange(next)]);
  engine.events.emit({ type: 'backups' });
  return drillView(made);
}

async function restoreAndCompare(
  { engine, throwaway, readBackup: readFile }: BackupParts,
  record: BackupRecord,
  options: DrillOptions,
): Promise<void> {
  const { crypto } = engine;
  if (throwaway === undefined)
    throw handsetError('BACKUP_NOT_READY', 'This app has no place to try a backup.');
  const signal = options.signal
    ? AbortSignal.any([options.signal, engine.stopping])
    : engine.stopping;
  const source = options.from ?? sourceOf(engine, record, readFile);
  if (source === undefined)
    throw handsetError('BACKUP_UNREACHABLE', 'The backup is not here to be read.');
  const { passphrase: known } = options;
  const reader = await readBackup(
    crypto,
    source,
    known === undefined ? { key: record.key } : { passphrase: known },
  );
  await throwaway((records) => compare(engine, { records, record, reader, signal }));
}

interface Comparing {
  readonly records: Records;
  readonly record: BackupRecord;
  readonly reader: BackupReader;
  readonly signal: AbortSignal;
}

/** @throws BACKUP_DAMAGED, and what restoring throws */
async function compare(
  { crypto, clock, mls }: Engine,
  { records, record, reader, signal }: Comparing,
): Promise<void> {
  const wipe = () => wipeVault({ records, random: crypto.random, clock });
  const vault: VaultParts = {
    ...{ records, crypto, clock, wipe, random: crypto.random, headerRandom: crypto.random },
    elapsedMs: () => 0,
    cover: {
      isAlwaysMade: false,
      isIn: async () => true,
      make: async () => ({ first: [], beside: [] }),
    },
  };
  const passphrase = encodeBase64url(crypto.random(24));
  try {
    const made = await createVault(vault, { passphrase, unsafeArgon2: cheap });
    const taken = await restoreBackup({ store: made.store, crypto, clock, mls, reader, signal });
    await made.lock();
    const opened = await openVault(vault, { passphrase });
    try {
      const there = await countIn(opened.store);
      const isThere = [tags.facts, tags.message, tags.picture].every(
        (tag) => (there.get(tag) ?? 0) === (taken.get(tag) ?? 0),
      );
      if (!isAsNoted(record, reader.trailer()) || !isThere)
        throw handsetError('BACKUP_DAMAGED', 'The backup does not hold what was put into it.');
    } finally {
      await opened.lock();
    }
  } finally {
    await wipe();
  }
}

/** Whether the backup is the one that was made then. */
function isAsNoted(record: BackupRecord, { counts, hash }: Trailer): boolean {
  return (
    bytesEqual(hash, record.hash) &&
    [...record.counts].every(([tag, count]) => counts.get(tag) === count)
  );
}

function sourceOf(
  engine: Engine,
  record: BackupRecord,
  readFile: BackupParts['readBackup'],
): BackupSource | undefined {
  return record.place === 'relay' ? blobBytes(engine, record.blobs) : readFile?.(record.name);
}

/** Reads everything that was restored: what does not open or has not its form is thrown. */
async function countIn(store: SealedStore): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const add = (tag: number): void => void counts.set(tag, (counts.get(tag) ?? 0) + 1);
  for await (const value of store.values(tables.conversations)) {
    const { id } = decodeFacts(value);
    add(tags.facts);
    for await (const record of store.range(tables.history(id), {})) {
      const message = decodeMessageRecord(record.value);
      add(tags.message);
      if (message.body.kind !== 'pictures') continue;
      for (const [index, picture] of message.body.pictures.entries()) {
        if (!picture.here) continue;
        const name = pictureName(message.id, index);
        await readPieces(store, tables.pictures(id), name, picture.sizeBytes);
        add(tags.picture);
      }
    }
  }
  return counts;
}
