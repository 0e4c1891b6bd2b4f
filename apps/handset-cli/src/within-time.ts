import { cliError } from './error.ts';

/** Lends the call a signal that aborts when time is up. @throws RELAY_SLOW then, else what the call throws */
export async function withinTime<T>(
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await call(AbortSignal.any([signal, timeout]));
  } catch (cause) {
    signal.throwIfAborted();
    if (!timeout.aborted) throw cause;
    const sentence =
      'The relay did not answer in time. Try again later, or give it longer with --timeout.';
    throw cliError('RELAY_SLOW', sentence, { cause, retryable: true });
  }
}
