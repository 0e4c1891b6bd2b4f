import { bytesEqual } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { backupLimits } from '../backup-limits.ts';
import { beginAgeFile } from './age-file.ts';
import type { BackupParts } from './backup-parts.ts';
import { readCheckpoint } from './book.ts';
import type { BackupRecord, Checkpoint } from './book.ts';
import type { Contents } from './contents.ts';
import { sealMark, writeBackup } from './make-backup.ts';
import type { Making } from './make-backup.ts';
import { planBackup } from './plan-backup.ts';

export function contentsOf(
  { engine, conversations }: BackupParts,
  withPictures: boolean,
  known?: Contents['ids'],
): Contents {
  const ids = known ?? conversations.all().map(({ id }) => id);
  return { engine, conversations, ids, withPictures, withoutPictures: new Set() };
}

type Begun = Pick<Making, 'place' | 'seal'> & { readonly pictures: boolean };

/**
 * How far a run before this one came that had the same place, and was for the same people; `undefined` when it is to be begun anew.
 * @throws BACKUP_NOT_READY
 */
export async function goOn(
  engine: Engine,
  { place, seal, pictures }: Begun,
): Promise<Checkpoint | undefined> {
  if (engine.former.record() !== undefined)
    throw handsetError('BACKUP_NOT_READY', 'This device is still coming back from a backup.');
  const begun = await readCheckpoint(engine.store);
  if (begun === undefined || !place.isResumable) return undefined;
  const { kind, name, madeAtMs, key } = { ...begun.record, kind: begun.record.place };
  const ageMs = Math.abs(engine.clock.now() - madeAtMs);
  const isSame =
    kind === place.kind &&
    name === place.name &&
    begun.withPictures === pictures &&
    (kind === 'file' || ageMs < backupLimits.maxUnfinishedMs) &&
    bytesEqual(begun.mark, await sealMark(engine.crypto, key, seal));
  return isSame ? begun : undefined;
}

/** Plans a backup and writes it. @throws what `writeBackup` throws */
export async function writeSealed(
  { engine, scryptLogN }: BackupParts,
  making: Omit<Making, 'begin' | 'parts' | 'without'>,
): Promise<BackupRecord> {
  const planned = await planBackup(making.contents);
  return writeBackup({
    ...making,
    begin: () => beginAgeFile(engine.crypto, making.seal, scryptLogN),
    parts: planned.parts,
    without: planned.without,
  });
}
