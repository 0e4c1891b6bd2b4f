import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { backupLimits } from '../backup-limits.ts';

/**
 * Looks after the backup at the relay for as long as the handset is open: first a while after the start, so that what a person wants to do comes first,
 * and as soon as it can when it came back from a backup itself.
 */
export async function keepKeeping(
  { clock, stopping, former }: Pick<Engine, 'clock' | 'stopping' | 'former'>,
  troubles: Troubles,
  look: () => Promise<void>,
): Promise<void> {
  await clock.sleep(backupLimits.keepStartMs, stopping);
  while (!stopping.aborted) {
    try {
      await look();
    } catch (error) {
      stopping.throwIfAborted();
      troubles.report(error);
    }
    const isComingBack = former.record() !== undefined;
    await clock.sleep(isComingBack ? backupLimits.keepStartMs : backupLimits.keepLookMs, stopping);
  }
}
