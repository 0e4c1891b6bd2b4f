import { isSottoError } from '@sotto/core';
import type { RelayContext } from './relay-context.ts';

/**
 * Removes the mailboxes whose credit was taken back, with all they hold, until `signal` is aborted. Who listens to one is told
 * CREDIT_REVOKED and disconnected; who posts to it hears that it is unknown.
 */
export async function withdrawForever(context: RelayContext, signal: AbortSignal): Promise<void> {
  const { clock, limits, metrics, log } = context;
  while (!signal.aborted) {
    try {
      await withdrawOnce(context, signal);
    } catch (error) {
      metrics.countFailure(clock.now());
      log.error('withdrawal-failed', { code: isSottoError(error) ? error.code : 'UNKNOWN' });
    }
    try {
      await clock.sleep(limits.withdrawalIntervalMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

async function withdrawOnce(context: RelayContext, signal: AbortSignal): Promise<void> {
  const { access, mailboxes, listeners, limits, metrics, log } = context;
  let count = 0;
  while (!signal.aborted) {
    const addresses = await access.withdrawn(limits.expiryBatch);
    if (addresses.length === 0) break;
    for (const address of addresses) {
      await mailboxes.remove(address);
      listeners.withdraw(address);
    }
    // Last: a relay that is killed before this finds them again.
    await access.forget(addresses);
    count += addresses.length;
  }
  metrics.withdrawn += count;
  if (count > 0) log.info('mailboxes-withdrawn', { count });
}
