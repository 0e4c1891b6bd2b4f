import type { Crypto, Log, Services } from '@sotto/core';
import type { ManualClock } from './manual-clock.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

const noCrypto = new Proxy({} as Crypto, {
  get: () => {
    throw new Error('The plugin needs crypto: give it as services.crypto of the contract subject.');
  },
});

/** What the kit lends to the plugin under test: a silent log, the stage's clock, the platform's randomness. */
export function contractServices(clock: ManualClock, given: Partial<Services> = {}): Services {
  return {
    log: silent,
    clock,
    random: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
    crypto: noCrypto,
    ...given,
  };
}
