import type { Crypto, Plugin, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import type { SeededRandom } from './seeded-random.ts';
import type { WorkMeter } from './work-meter.ts';

/**
 * A crypto plugin whose random bytes repeat with the seed, and whose work is waited for before time moves. Everything
 * sealed under it is open to whoever knows the seed: for simulations alone. Key encapsulation keeps its own randomness, which
 * changes bytes and never what happens.
 */
export function seededCrypto(
  plugin: Plugin<'crypto'>,
  random: SeededRandom,
  meter: WorkMeter,
): Plugin<'crypto'> {
  const counted = <A extends readonly unknown[], T>(
    call: (...args: A) => Promise<T>,
  ): ((...args: A) => Promise<T>) => {
    return (...args) => meter.track(call(...args));
  };
  return definePlugin({
    id: plugin.id,
    point: 'crypto',
    contract: plugin.contract,
    needs: plugin.needs,
    create: async (services): Promise<Crypto> => {
      const real = await createPlugin(plugin, services as Services);
      const { ed25519, xwing } = real;
      return {
        random: random.bytes,
        equal: real.equal,
        hash: counted(real.hash),
        hmac: counted(real.hmac),
        hkdfExtract: counted(real.hkdfExtract),
        hkdfExpand: counted(real.hkdfExpand),
        aeadSeal: counted(real.aeadSeal),
        aeadOpen: counted(real.aeadOpen),
        argon2id: counted(real.argon2id),
        ed25519: {
          publicKey: counted(ed25519.publicKey),
          sign: counted(ed25519.sign),
          verify: counted(ed25519.verify),
        },
        xwing: {
          publicKey: counted(xwing.publicKey),
          encapsulate: counted(xwing.encapsulate),
          decapsulate: counted(xwing.decapsulate),
        },
      };
    },
  });
}
