import type { BackupPlan, MakeBackupOptions } from '../api.ts';
import { bytesEqual } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { activeRecoveryKey } from '../recovery/make-recovery-key.ts';
import { noteBackup } from '../recovery/note-backup.ts';
import { decodeRecovery, recoveryName } from '../storage/recovery-record.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import { requireGoodPassphrase } from '../vault/passphrase.ts';
import { beginAgeFile } from './age-file.ts';
import type { SealFor } from './age-file.ts';
import type { BackupParts } from './backup-parts.ts';
import { readCheckpoint } from './book.ts';
import type { BackupRecord } from './book.ts';
import type { Contents } from './contents.ts';
import { sealMark, writeBackup } from './make-backup.ts';
import { filePlace, relayPlace } from './place.ts';
import { planBackup } from './plan-backup.ts';

export function plan(
  parts: BackupParts,
  { pictures = true }: { readonly pictures?: boolean },
): Promise<BackupPlan> {
  return planBackup(contentsOf(parts, pictures));
}

/** @throws see `BackupApi.make` */
export async function make(parts: BackupParts, options: MakeBackupOptions): Promise<BackupRecord> {
  const { engine } = parts;
  const { to, pictures = true, onProgress } = options;
  const recovery = 'paperKey' in options ? await paperKeyOf(engine) : undefined;
  const seal = sealOf(options, recovery);
  if (engine.former.record() !== undefined)
    throw handsetError('BACKUP_NOT_READY', 'This device is still coming back from a backup.');
  const place = to === 'relay' ? relayPlace(engine) : filePlace(to);
  const begun = await readCheckpoint(engine.store);
  const isSame =
    begun !== undefined &&
    bytesEqual(begun.mark, await sealMark(engine.crypto, begun.record.key, seal)) &&
    begun.record.place === place.kind &&
    begun.record.name === place.name &&
    begun.withPictures === pictures;
  const from = place.isResumable && isSame ? begun : undefined;
  const contents = contentsOf(parts, pictures, from?.ids);
  const planned = await planBackup(contents);
  const signal = options.signal
    ? AbortSignal.any([options.signal, engine.stopping])
    : engine.stopping;
  const record = await writeBackup({
    ...{ contents, place, from, seal, signal },
    begin: () => beginAgeFile(engine.crypto, seal, parts.scryptLogN),
    parts: planned.parts,
    without: planned.without,
    ...(onProgress ? { onProgress } : {}),
  });
  if (recovery !== undefined && record.place === 'relay')
    await noteBackup(engine, recovery, record);
  engine.events.emit({ type: 'backups' });
  return record;
}

function contentsOf(
  { engine, conversations }: BackupParts,
  withPictures: boolean,
  known?: Contents['ids'],
): Contents {
  const ids = known ?? conversations.all().map(({ id }) => id);
  return { engine, conversations, ids, withPictures, withoutPictures: new Set() };
}

/** @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, BACKUP_RECIPIENT_MALFORMED */
function sealOf(options: MakeBackupOptions, recovery: RecoveryRecord | undefined): SealFor {
  if (recovery !== undefined) return { recipients: [recovery.recipient] };
  if ('passphrase' in options) {
    requireGoodPassphrase(options.passphrase);
    return { passphrase: options.passphrase };
  }
  const recipients = 'recipients' in options ? options.recipients : [];
  if (recipients.length === 0)
    throw handsetError('BACKUP_RECIPIENT_MALFORMED', 'A backup is for somebody.');
  return { recipients };
}

/** What this device knows of the paper key that is in use. @throws RECOVERY_KEY_ABSENT */
async function paperKeyOf(engine: Engine): Promise<RecoveryRecord> {
  const stored = await engine.store.get(recoveryName);
  const record = stored && decodeRecovery(stored);
  const active = activeRecoveryKey(engine);
  if (record === undefined || active === undefined || !bytesEqual(active, record.key))
    throw handsetError('RECOVERY_KEY_ABSENT', 'This device knows no paper key that is in use.');
  return record;
}
