import { isSottoError } from '@sotto/core';

/** What `ensure` and its kin throw. A rejection counts only when one of these is the cause, not an accident. */
export class ClauseFailure extends Error {
  override readonly name = 'ClauseFailure';
}

/** Fails the clause unless `condition` holds. `what` says what was seen instead, in a few words. */
export function ensure(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ClauseFailure(what);
}

/** Fails the clause unless both are the same value (`Object.is`). */
export function ensureEqual<T extends string | number | boolean | bigint | undefined>(
  actual: T,
  expected: T,
  what: string,
): void {
  ensure(Object.is(actual, expected), `${what}: ${String(actual)}, expected ${String(expected)}`);
}

/** Fails the clause unless `actual` is a `Uint8Array` with exactly these bytes. */
export function ensureBytes(
  actual: Uint8Array | undefined,
  expected: Uint8Array,
  what: string,
): asserts actual is Uint8Array {
  ensure(actual instanceof Uint8Array, `${what}: no bytes`);
  ensure(
    actual.length === expected.length,
    `${what}: ${actual.length} bytes, expected ${expected.length}`,
  );
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  ensure(at === -1, `${what}: differs from byte ${at} on`);
}

/**
 * Fails the clause unless `call` gives a promise that rejects with a `SottoError` of this code. A throw before
 * the promise fails it too: points reject.
 */
export async function ensureRejects(
  call: () => Promise<unknown>,
  code: string,
  what: string,
): Promise<void> {
  let promise: Promise<unknown>;
  try {
    promise = call();
  } catch (error) {
    throw new ClauseFailure(`${what}: thrown, expected a rejection`, { cause: error });
  }
  try {
    await promise;
  } catch (error) {
    if (isSottoError(error, code)) return;
    throw new ClauseFailure(`${what}: rejected with something else than ${code}`, { cause: error });
  }
  throw new ClauseFailure(`${what}: resolved, expected ${code}`);
}

/** The value of `call`'s promise; fails the clause when it throws or rejects. For calls that must never do so. */
export async function ensureResolves<T>(call: () => Promise<T>, what: string): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new ClauseFailure(`${what}: rejected`, { cause: error });
  }
}

/** The value of `promise`; fails the clause when it has not settled after `deadlineMs` (a call that hangs). */
export async function ensureSettles<T>(
  promise: Promise<T>,
  what: string,
  deadlineMs: number = 5_000,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ClauseFailure(`${what}: still pending after ${deadlineMs} ms`)),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
