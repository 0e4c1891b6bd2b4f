import type { BackupApi, BackupDrill } from '../api.ts';
import { isSottoError } from '@sotto/core';
import { backupLimits } from '../backup-limits.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';

interface Drilling {
  readonly list: BackupApi['list'];
  readonly drill: () => Promise<BackupDrill>;
}

/**
 * Tries the latest backup when it was not tried for a week, for as long as the handset is open. One that cannot be read here, such as a file that was downloaded, is left to
 * the person; one that fails is told.
 */
export async function keepDrilling(
  { clock, stopping }: Pick<Engine, 'clock' | 'stopping'>,
  troubles: Troubles,
  backup: Drilling,
): Promise<void> {
  while (!stopping.aborted) {
    const [latest] = await backup.list();
    const sinceMs = latest?.drill?.atMs ?? latest?.madeAtMs;
    const passedMs = sinceMs === undefined ? 0 : Math.abs(clock.now() - sinceMs);
    if (passedMs >= backupLimits.drillEveryMs) await tryOnce(troubles, backup, stopping);
    await clock.sleep(backupLimits.drillRetryMs, stopping);
  }
}

async function tryOnce(troubles: Troubles, backup: Drilling, stopping: AbortSignal): Promise<void> {
  try {
    const { failure } = await backup.drill();
    if (failure !== undefined) troubles.report(drillFailed());
  } catch (error) {
    stopping.throwIfAborted();
    if (isSottoError(error, 'BACKUP_UNREACHABLE') || isSottoError(error, 'BACKUP_NOT_READY'))
      return;
    troubles.report(error);
  }
}

function drillFailed(): Error {
  return handsetError(
    'BACKUP_DRILL_FAILED',
    'The latest backup cannot be restored. Make a new one.',
  );
}
