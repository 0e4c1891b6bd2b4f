import type { Clock } from '@sotto/core';

/**
 * The job's outcome, or `undefined` when it took longer than `ms`: then its signal is aborted. @throws what the job throws, and the
 * signal's reason
 */
export async function within<T>(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  signal: AbortSignal,
  job: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const late = new AbortController();
  const done = new AbortController();
  const timer = clock.sleep(ms, AbortSignal.any([done.signal, signal])).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await job(AbortSignal.any([late.signal, signal]));
  } catch (error) {
    if (late.signal.aborted && !signal.aborted && error === late.signal.reason) return undefined;
    throw error;
  } finally {
    done.abort();
    await timer;
  }
}
