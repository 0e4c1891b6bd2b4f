import type { Crypto, DhGroup, Plugin, Services, SignatureScheme } from '@sotto/core';
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
      const { signatures, dh, xwing } = real;
      const scheme = ({ publicKey, sign, verify }: SignatureScheme): SignatureScheme => ({
        publicKey: timed(publicKey),
        sign: timed(sign),
        verify: timed(verify),
      });
      const group = ({ publicKey, agree }: DhGroup): DhGroup => ({
        publicKey: timed(publicKey),
        agree: timed(agree),
      });
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
        shake256: timed(real.shake256),
        signatures: {
          Ed25519: scheme(signatures.Ed25519),
          Ed448: scheme(signatures.Ed448),
          'P-256': scheme(signatures['P-256']),
          'P-384': scheme(signatures['P-384']),
          'P-521': scheme(signatures['P-521']),
        },
        dh: {
          X25519: group(dh.X25519),
          X448: group(dh.X448),
          'P-256': group(dh['P-256']),
          'P-384': group(dh['P-384']),
          'P-521': group(dh['P-521']),
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
