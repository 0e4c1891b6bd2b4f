import type { BackupProgress } from '../api.ts';
import type { Engine } from '../engine.ts';
import { putPaperKey, requirePaperKey } from '../recovery/paper-key.ts';
import { noteBackup } from '../recovery/note-backup.ts';
import { encodeKeeping, keepingName, readKeeping } from '../storage/keeping-record.ts';
import type { KeepingRecord } from '../storage/keeping-record.ts';
import type { RecoveryRecord } from '../storage/recovery-record.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { BackupParts } from './backup-parts.ts';
import type { BackupRecord } from './book.ts';
import { contentsMark } from './contents-mark.ts';
import { relayPlace } from './place.ts';
import { contentsOf, goOn, writeSealed } from './write-sealed.ts';

export interface PaperBackup {
  readonly pictures: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
  /** In the background: rests so that nobody is held up. */
  readonly rest?: (() => Promise<void>) | undefined;
}

/**
 * Makes a backup for the paper key at the relay, and notes it there. From the beginning of the first one on it is one to be kept: that is in the backup too, so that whoever comes
 * back by it keeps it on. @throws RECOVERY_KEY_ABSENT, LINK_UNREACHABLE, BACKUP_TOO_LARGE
 */
export async function makeForPaper(
  parts: BackupParts,
  { pictures, signal, onProgress, rest }: PaperBackup,
): Promise<BackupRecord> {
  const { engine } = parts;
  const recovery = await requirePaperKey(engine);
  if (!recovery.keeps || recovery.withPictures !== pictures)
    await changePaperKey(engine, (now) => ({ ...now, keeps: true, withPictures: pictures }));
  const seal = { recipients: [recovery.recipient] };
  const place = relayPlace(engine, rest);
  const from = await goOn(engine, { place, seal, pictures });
  const contents = { ...contentsOf(parts, pictures, from?.ids), rest };
  // Of one that goes on, a part was read before what is there now.
  const mark = from === undefined ? await contentsMark(contents) : new Uint8Array(0);
  const paperKey = recovery.key;
  const making = { contents, place, from, seal, paperKey, signal, onProgress };
  const record = await writeSealed(parts, making);
  await noteKept(engine, recovery, record, { mark, failure: undefined });
  return record;
}

/** Notes a backup for who comes with the paper key, and on this and the other devices that it is there. */
export async function noteKept(
  engine: Engine,
  recovery: RecoveryRecord,
  record: BackupRecord,
  now: Pick<KeepingRecord, 'mark' | 'failure'>,
): Promise<void> {
  const ttlSeconds = await noteBackup(engine, recovery, record);
  const atMs = engine.clock.now();
  const kept = {
    ...{ by: engine.self.device.key, madeAtMs: record.madeAtMs },
    ...{ atMs, untilMs: atMs + 1_000 * ttlSeconds },
  };
  const keeping = encodeKeeping({ noted: record.id, ...now });
  await changePaperKey(engine, (known) => ({ ...known, kept }), {
    put: keepingName,
    value: keeping,
  });
}

/** Notes that none can be made now, since when, and why. */
export async function noteFailure(engine: Engine, code: string): Promise<void> {
  const before = await readKeeping(engine.store);
  if (before.failure?.code === code) return;
  const sinceMs = before.failure?.sinceMs ?? engine.clock.now();
  const value = encodeKeeping({ ...before, failure: { sinceMs, code } });
  await engine.store.write([{ put: keepingName, value }]);
  engine.events.emit({ type: 'backups' });
}

/** Changes what is known of the paper key in use, here and at the other devices. @throws RECOVERY_KEY_ABSENT */
export async function changePaperKey(
  engine: Engine,
  change: (now: RecoveryRecord) => RecoveryRecord,
  also?: { readonly put: typeof keepingName; readonly value: Uint8Array },
): Promise<void> {
  const tx = beginTransaction(engine.store);
  await putPaperKey(engine, tx, change(await requirePaperKey(engine)));
  if (also !== undefined) tx.put(also.put, also.value);
  await tx.commit();
  engine.devicesChanged();
  engine.events.emit({ type: 'backups' });
}
