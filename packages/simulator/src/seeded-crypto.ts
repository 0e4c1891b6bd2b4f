import type { Crypto, DhGroup, Plugin, Services, SignatureScheme } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { modelCrypto } from './model-crypto.ts';
import type { NetworkWatch } from './network-watch.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { WorkMeter } from './work-meter.ts';

export interface SeededCryptoOptions {
  readonly random: SeededRandom;
  readonly meter: WorkMeter;
  /** Whose it is, for the watch. */
  readonly who: string;
  readonly watch: NetworkWatch;
  /** Models in place of key encapsulation and signatures: see `modelCrypto`. */
  readonly unsafeModels: boolean;
}

/**
 * A crypto plugin whose random bytes repeat with the seed, and whose work is waited for before time moves. Everything
 * sealed under it is open to whoever knows the seed: for simulations alone. Key encapsulation keeps its own randomness, which
 * changes bytes and never what happens, unless models stand in its place.
 */
export function seededCrypto(
  plugin: Plugin<'crypto'>,
  { random, meter, who, watch, unsafeModels }: SeededCryptoOptions,
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
      const made = await createPlugin(plugin, services as Services);
      const real = unsafeModels ? modelCrypto(made, random.bytes) : made;
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
        aeadSeal: counted(async (algorithm, box) => {
          const ciphertext = await real.aeadSeal(algorithm, box);
          watch.sealed?.(who, algorithm, box, ciphertext);
          return ciphertext;
        }),
        aeadOpen: counted(async (algorithm, box) => {
          const plaintext = await real.aeadOpen(algorithm, box);
          if (plaintext !== undefined) watch.opened?.(who, plaintext);
          return plaintext;
        }),
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
