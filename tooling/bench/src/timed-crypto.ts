import type { Crypto, Plugin, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';

/** A crypto plugin that sums up the time spent in primitives. */
export interface TimedCrypto {
  readonly plugin: Plugin<'crypto'>;
  /** Milliseconds since the last call of this, and how many calls of primitives they were. */
  readonly take: () => { readonly ms: number; readonly calls: number };
}

/** `nodeCrypto` works before it returns its promise, so the time of the call is the time of the work. */
export function timedCrypto(): TimedCrypto {
  let ms = 0;
  let calls = 0;
  const timed =
    <A extends readonly unknown[], T>(call: (...args: A) => T) =>
    (...args: A): T => {
      const start = performance.now();
      try {
        return call(...args);
      } finally {
        ms += performance.now() - start;
        calls += 1;
      }
    };
  const good = nodeCrypto();
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Crypto> => {
      const real = await createPlugin(good, services as Services);
      const { ed25519, xwing } = real;
      return {
        random: timed(real.random),
        equal: real.equal,
        hash: timed(real.hash),
        hmac: timed(real.hmac),
        hkdfExtract: timed(real.hkdfExtract),
        hkdfExpand: timed(real.hkdfExpand),
        aeadSeal: timed(real.aeadSeal),
        aeadOpen: timed(real.aeadOpen),
        argon2id: real.argon2id,
        ed25519: {
          publicKey: timed(ed25519.publicKey),
          sign: timed(ed25519.sign),
          verify: timed(ed25519.verify),
        },
        xwing: {
          publicKey: timed(xwing.publicKey),
          encapsulate: timed(xwing.encapsulate),
          decapsulate: timed(xwing.decapsulate),
        },
      };
    },
  });
  return {
    plugin,
    take: () => {
      const taken = { ms, calls };
      ms = 0;
      calls = 0;
      return taken;
    },
  };
}
