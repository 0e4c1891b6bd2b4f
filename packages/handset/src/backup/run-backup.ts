import type { BackupPlan, MakeBackupOptions } from '../api.ts';
import { handsetError } from '../error.ts';
import { requirePaperKey } from '../recovery/paper-key.ts';
import { requireGoodPassphrase } from '../vault/passphrase.ts';
import type { SealFor } from './age-file.ts';
import type { BackupParts } from './backup-parts.ts';
import type { BackupRecord } from './book.ts';
import { makeForPaper } from './paper-backup.ts';
import { filePlace } from './place.ts';
import { planBackup } from './plan-backup.ts';
import { contentsOf, goOn, writeSealed } from './write-sealed.ts';

export function plan(
  parts: BackupParts,
  { pictures = true }: { readonly pictures?: boolean },
): Promise<BackupPlan> {
  return planBackup(contentsOf(parts, pictures));
}

/** @throws see `BackupApi.make` */
export async function make(parts: BackupParts, options: MakeBackupOptions): Promise<BackupRecord> {
  const { engine } = parts;
  const { pictures = true, onProgress } = options;
  const signal = options.signal
    ? AbortSignal.any([options.signal, engine.stopping])
    : engine.stopping;
  if (options.to === 'relay') return makeForPaper(parts, { pictures, signal, onProgress });
  const recovery = 'paperKey' in options ? await requirePaperKey(engine) : undefined;
  const seal = recovery === undefined ? sealOf(options) : { recipients: [recovery.recipient] };
  const place = filePlace(options.to);
  const from = await goOn(engine, { place, seal, pictures });
  const contents = contentsOf(parts, pictures, from?.ids);
  const paperKey = recovery?.key;
  const making = { contents, place, from, seal, paperKey, signal, onProgress };
  const record = await writeSealed(parts, making);
  engine.events.emit({ type: 'backups' });
  return record;
}

/** @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, BACKUP_RECIPIENT_MALFORMED */
function sealOf(options: MakeBackupOptions): SealFor {
  if ('passphrase' in options) {
    requireGoodPassphrase(options.passphrase);
    return { passphrase: options.passphrase };
  }
  const recipients = 'recipients' in options ? options.recipients : [];
  if (recipients.length === 0)
    throw handsetError('BACKUP_RECIPIENT_MALFORMED', 'A backup is for somebody.');
  return { recipients };
}
