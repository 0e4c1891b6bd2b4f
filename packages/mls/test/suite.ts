import { createSuite } from '../src/suite/suite.ts';
import type { Suite } from '../src/suite/suite.ts';
import { createCrypto } from './crypto.ts';

const crypto = await createCrypto();

/** MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519, or another one by its number. */
export function testSuite(id: number = 1): Suite {
  const suite = createSuite(crypto, id);
  if (suite === undefined) throw new Error('There is no such suite.');
  return suite;
}

/** The same, and how often each of its functions was called. */
export function countingSuite(id: number = 1): { suite: Suite; calls: Map<string, number> } {
  const calls = new Map<string, number>();
  const suite = new Proxy(testSuite(id), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        calls.set(String(name), (calls.get(String(name)) ?? 0) + 1);
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { suite, calls };
}
