import { isSottoError } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import { backupLimits } from '../backup-limits.ts';
import { ownDevices } from '../devices/siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { knownPaperKey } from '../recovery/paper-key.ts';
import { readKeeping } from '../storage/keeping-record.ts';
import type { KeepingRecord } from '../storage/keeping-record.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import type { BackupParts } from './backup-parts.ts';
import { readBook, readCheckpoint } from './book.ts';
import type { BackupRecord } from './book.ts';
import { contentsMark } from './contents-mark.ts';
import { keepingView, spanOf } from './keeping-view.ts';
import { makeForPaper, noteFailure, noteKept } from './paper-backup.ts';
import { renewBlobs } from './renew-backup.ts';
import { contentsOf } from './write-sealed.ts';

/**
 * One look at the backup that is kept at the relay for the paper key. When it is due, the relay is asked to keep it for its whole time again if nothing changed since, and a new one is
 * made if something did. Where no new one can be made, the old one is kept, and why is noted.
 */
export async function keepBackup(
  parts: BackupParts,
  troubles: Troubles,
  signal: AbortSignal,
): Promise<void> {
  const { engine } = parts;
  const recovery = await knownPaperKey(engine, engine.store);
  if (recovery === undefined || !recovery.keeps || engine.former.record() !== undefined) return;
  const own = newestOwn(engine, recovery, await readBook(engine.store));
  const { noted } = await readKeeping(engine.store);
  const isUnnoted = own !== undefined && !bytesEqual(own.id, noted);
  if (!isUnnoted && !isDue(engine, recovery)) return;
  if (await isInTheWay(engine, recovery)) return;
  try {
    await renewOrMake(parts, recovery, own, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isSottoError(error)) throw error;
    await noteFailure(engine, error.code);
    const view = keepingView(engine, recovery, await readKeeping(engine.store));
    if (view.isAlarming)
      troubles.report(
        handsetError('BACKUP_NOT_KEPT', 'The backup at the relay could not be made again.'),
      );
  }
}

/**
 * Of the person's devices the one that made the last backup makes the next; each other one waits so much longer the later it is in the chain, so that it makes one when those
 * before it do not, and none of them leads.
 */
function isDue(engine: Engine, { kept }: RecoveryRecord): boolean {
  const devices = ownDevices(engine);
  const isKey = (key: Uint8Array) => (device: { readonly key: Uint8Array }) =>
    bytesEqual(device.key, key);
  const index = devices.findIndex(isKey(engine.self.device.key));
  if (kept === undefined) return index <= 0;
  const isOther = !bytesEqual(kept.by, engine.self.device.key);
  const isWithAnother = isOther && devices.some(isKey(kept.by));
  const rank = isOther ? Math.min(backupLimits.maxKeepRank, index + (isWithAnother ? 1 : 0)) : 0;
  // One that an ended device made brings nobody back into a conversation, as that device is in none any more: there is to be another at once.
  const isOfEnded = isOther && !isWithAnother;
  const hundredths = (isOfEnded ? 0 : backupLimits.keepDue) + rank * backupLimits.keepDueApart;
  // A clock that was set back puts it off for nobody.
  return Math.abs(engine.clock.now() - kept.atMs) >= (spanOf(kept) * hundredths) / 100;
}

/** The backup of this device at its relay, noted or not; `undefined` when another device made a newer one. */
function newestOwn(
  { homes }: Pick<Engine, 'homes'>,
  { key, kept }: RecoveryRecord,
  book: readonly BackupRecord[],
): BackupRecord | undefined {
  return book.find(
    ({ place, name, paperKey, madeAtMs }) =>
      place === 'relay' &&
      name === homes.primary() &&
      paperKey !== undefined &&
      bytesEqual(paperKey, key) &&
      (kept === undefined || madeAtMs >= kept.madeAtMs),
  );
}

/** A file that a person began is gone on with first, for as long as there is time. */
async function isInTheWay(engine: Engine, recovery: RecoveryRecord): Promise<boolean> {
  const begun = await readCheckpoint(engine.store);
  if (begun?.record.place !== 'file') return false;
  return keepingView(engine, recovery, await readKeeping(engine.store)).state === 'kept';
}

async function renewOrMake(
  parts: BackupParts,
  recovery: RecoveryRecord,
  own: BackupRecord | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { engine } = parts;
  const rest = (): Promise<void> => engine.clock.sleep(backupLimits.keepRestMs, signal);
  const { noted, mark, failure } = await readKeeping(engine.store);
  const isNoted = own !== undefined && bytesEqual(own.id, noted);
  const renew = async (
    backup: BackupRecord,
    still?: KeepingRecord['failure'],
  ): Promise<boolean> => {
    if (!(await renewBlobs(engine, backup, { signal, rest }))) return false;
    const known = isNoted ? mark : new Uint8Array(0);
    await noteKept(engine, recovery, backup, { mark: known, failure: still });
    return true;
  };
  const { withPictures: pictures } = recovery;
  const isSame = async (): Promise<boolean> =>
    bytesEqual(mark, await contentsMark({ ...contentsOf(parts, pictures), rest }));
  // One that is whole and was not noted, as the handset was locked in between, is new enough.
  if (own !== undefined && (!isNoted || (await isSame())) && (await renew(own))) return;
  try {
    await makeForPaper(parts, { pictures, signal, rest });
  } catch (error) {
    signal.throwIfAborted();
    // What is told is why there is no new one. Whether the old one could be kept shows by its date.
    if (own !== undefined) await Promise.allSettled([renew(own, failure)]);
    throw error;
  }
}
