import type { Clock } from '@sotto/core';
import type { WipeTest } from '../api.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { vaultError } from './error.ts';
import type { SealedStore } from './sealed-store.ts';
import { readWipeTest } from './wipe-test-record.ts';

export interface KeepTestingParts {
  readonly store: SealedStore;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/**
 * Tests the wipe every week, and again a day after it failed; what failed is told at each start too. Rejects only with the reason of
 * `stopping`.
 */
export async function keepTesting(
  { store, clock, stopping }: KeepTestingParts,
  troubles: Troubles,
  test: () => Promise<WipeTest>,
): Promise<void> {
  for (;;) {
    try {
      const last = await readWipeTest(store);
      if (last?.passed === false) tellFailed(troubles);
      await clock.sleep(waitMs(last, clock.now()), stopping);
      if (!(await test()).passed) tellFailed(troubles);
    } catch (error) {
      stopping.throwIfAborted();
      troubles.report(error);
      await clock.sleep(handsetLimits.wipeTestAgainMs, stopping);
    }
  }
}

function waitMs(last: WipeTest | undefined, nowMs: number): number {
  const { wipeTestEveryMs, wipeTestAgainMs, wipeTestStartMs } = handsetLimits;
  if (last === undefined) return wipeTestStartMs;
  const every = last.passed ? wipeTestEveryMs : wipeTestAgainMs;
  // A clock that was set back must not put the next test off.
  const left = Math.min(every, last.atMs + every - nowMs);
  return Math.max(wipeTestStartMs, left);
}

function tellFailed(troubles: Troubles): void {
  troubles.report(vaultError('WIPE_TEST_FAILED', 'The self-test of the wipe failed.'));
}
