import type { BackupKeeping } from '../api.ts';
import { bytesEqual } from '@sotto/protocol';
import { backupLimits } from '../backup-limits.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { KeepingRecord } from '../storage/keeping-record.ts';
import type { KeptBackup, RecoveryRecord } from '../storage/recovery-record.ts';

/** For how long the relay keeps it from when it was last told; never longer than a relay may be asked to, whatever a record says. */
export function spanOf({ atMs, untilMs }: KeptBackup): number {
  return Math.max(0, Math.min(untilMs - atMs, 1_000 * handsetLimits.blobTtlSeconds));
}

/** How the backup at the relay is now. */
export function keepingView(
  { clock, self }: Pick<Engine, 'clock' | 'self'>,
  { keeps, withPictures, kept }: RecoveryRecord,
  { failure }: KeepingRecord,
): BackupKeeping {
  const now = clock.now();
  const state = stateOf(keeps, kept, now);
  const isStuck = failure !== undefined && now - failure.sinceMs >= backupLimits.keepAlarmMs;
  return {
    ...{ isOn: keeps, withPictures, state },
    isAlarming: keeps && (state === 'late' || state === 'gone' || isStuck),
    ...(kept === undefined
      ? {}
      : {
          madeAtMs: kept.madeAtMs,
          keptAtMs: kept.atMs,
          goneAtMs: kept.atMs + spanOf(kept),
          isOwn: bytesEqual(kept.by, self.device.key),
        }),
    ...(failure === undefined ? {} : { failure }),
  };
}

function stateOf(
  keeps: boolean,
  kept: KeptBackup | undefined,
  now: number,
): BackupKeeping['state'] {
  if (kept === undefined) return 'none';
  const span = spanOf(kept);
  const ageMs = now - kept.atMs;
  if (ageMs >= span) return 'gone';
  return keeps && ageMs >= (span * backupLimits.keepLate) / 100 ? 'late' : 'kept';
}
