/** The outcome, or the signal's reason when it aborts first. What was begun goes on by itself and must mind its own errors. */
export async function unlessAborted<T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, wanted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
