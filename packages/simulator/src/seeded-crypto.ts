import type { Crypto, DhGroup, Plugin, Services, SignatureScheme } from '@sotto/core';
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
      const { signatures, dh, xwing } = real;
      const scheme = ({ publicKey, sign, verify }: SignatureScheme): SignatureScheme => ({
        publicKey: counted(publicKey),
        sign: counted(sign),
        verify: counted(verify),
      });
      const group = ({ publicKey, agree }: DhGroup): DhGroup => ({
        publicKey: counted(publicKey),
        agree: counted(agree),
      });
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
        shake256: counted(real.shake256),
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
          publicKey: counted(xwing.publicKey),
          encapsulate: counted(xwing.encapsulate),
          decapsulate: counted(xwing.decapsulate),
        },
      };
    },
  });
}
