import type { Crypto } from '@sotto/core';

/** Counts every call into the primitives: the measure of work that a message causes. */
export interface CountedCrypto {
  readonly crypto: Crypto;
  calls: number;
}

export function countCalls(crypto: Crypto): CountedCrypto {
  const counted = { crypto, calls: 0 };
  counted.crypto = wrap(crypto, () => {
    counted.calls += 1;
  });
  return counted;
}

function wrap<T extends object>(object: T, count: () => void): T {
  const wrapped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (typeof value === 'function') {
      wrapped[name] = (...input: unknown[]) => {
        count();
        return (value as (...given: unknown[]) => unknown)(...input);
      };
    } else wrapped[name] = wrap(value as object, count);
  }
  return wrapped as T;
}
