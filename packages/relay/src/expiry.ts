import { isSottoError } from '@sotto/core';
import type { RelayContext } from './relay-context.ts';

/** Drops what has expired, round after round, until `signal` is aborted. */
export async function expireForever(context: RelayContext, signal: AbortSignal): Promise<void> {
  const { clock, limits } = context;
  for (;;) {
    try {
      await clock.sleep(limits.expiryIntervalMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    await expireOnce(context, signal);
  }
}

/** One round. A store that fails is counted and tried again in the next one; it does not hold up the other. */
async function expireOnce(context: RelayContext, signal: AbortSignal): Promise<void> {
  const { mailboxes, blobs, limits, metrics, log, clock } = context;
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      metrics.countFailure(clock.now());
      log.error('expiry-failed', { code: isSottoError(error) ? error.code : 'UNKNOWN' });
    }
  };
  await attempt(async () => {
    await touchListened(context);
    let dropped: number;
    do {
      dropped = await mailboxes.expire(limits.expiryBatch);
      metrics.expired += dropped;
    } while (dropped >= limits.expiryBatch && !signal.aborted);
  });
  await attempt(async () => {
    metrics.expired += await blobs.expire(limits.blobUnfinishedSeconds);
  });
}

/** A connection may outlast the time after which its quiet mailbox would be dropped. */
async function touchListened({ clock, limits, listeners, mailboxes }: RelayContext): Promise<void> {
  const now = clock.now();
  const before = now - limits.mailboxIdleSeconds * 250;
  for (const address of listeners.takeUntouched(before, now, limits.expiryBatch))
    await mailboxes.touch(address);
}
