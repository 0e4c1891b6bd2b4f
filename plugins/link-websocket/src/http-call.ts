import { isSottoError } from '@sotto/core';
import { refused, unreachable } from './link-failure.ts';

/** One HTTP request that tells the relay nothing but what it asks for, and goes nowhere else. */
export async function httpCall(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Response> {
  signal.throwIfAborted();
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await fetch(url, {
      ...init,
      signal: limited,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(cause);
  }
}

/** The body, unless it is longer. */
export async function readBounded(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > maxBytes) throw refused();
      parts.push(part);
    }
  } catch (cause) {
    signal.throwIfAborted();
    // The connection broke (TypeError), or our own time ran out (TimeoutError).
    throw isSottoError(cause) ? cause : unreachable(cause);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
