import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import type { Crypto } from '@sotto/core';
import { joinBytes } from './bytes.ts';
import { requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import type { MlKem } from './ml-kem.ts';
import { isModulusKept } from './ml-kem.ts';
import type { X25519 } from './x25519.ts';
import { isSmallOrderU } from './x25519.ts';

const mlKemPublicBytes = 1184;
const mlKemCiphertextBytes = 1088;
const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c);

/** `Combiner` of draft-connolly-cfrg-xwing-kem. Overwrites the two secrets that go in. */
function combine(
  mlKemSecret: Uint8Array,
  curveSecret: Uint8Array,
  curveCiphertext: Uint8Array,
  curvePublicKey: Uint8Array,
): Uint8Array {
  const input = joinBytes(mlKemSecret, curveSecret, curveCiphertext, curvePublicKey, label);
  const secret = sha3_256(input);
  for (const spent of [input, mlKemSecret, curveSecret]) spent.fill(0);
  return secret;
}

/** X-Wing on any ML-KEM-768 and X25519. */
export function createXWing<MlKemKey, CurveKey>(
  mlKem: MlKem<MlKemKey>,
  curve: X25519<CurveKey>,
  random: (length: number) => Uint8Array,
): Crypto['xwing'] {
  // `expandDecapsulationKey` of the draft.
  const privateKeys = new KeptKeys(async (privateKey) => {
    const seeds = shake256(privateKey, { dkLen: 96 });
    const [lattice, point] = await Promise.all([
      mlKem.importPrivateKey(seeds.subarray(0, 64)),
      curve.importPrivateKey(seeds.subarray(64)),
    ]);
    seeds.fill(0);
    return { lattice, point };
  });
  const multiply = async (key: CurveKey, u: Uint8Array): Promise<Uint8Array> =>
    isSmallOrderU(u) ? new Uint8Array(32) : curve.multiply(key, u);

  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, 32, 'privateKey');
      const { lattice, point } = await privateKeys.get(privateKey);
      return joinBytes(lattice.publicKey, point.publicKey);
    },
    encapsulate: async (publicKey) => {
      if (publicKey.length !== mlKemPublicBytes + 32 || !isModulusKept(publicKey)) return undefined;
      const curvePublicKey = publicKey.slice(mlKemPublicBytes);
      const [{ sharedSecret, ciphertext }, ephemeral] = await Promise.all([
        mlKem.encapsulate(publicKey.slice(0, mlKemPublicBytes)),
        curve.importPrivateKey(random(32)),
      ]);
      const curveSecret = await multiply(ephemeral.key, curvePublicKey);
      return {
        sharedSecret: combine(sharedSecret, curveSecret, ephemeral.publicKey, curvePublicKey),
        ciphertext: joinBytes(ciphertext, ephemeral.publicKey),
      };
    },
    decapsulate: async (privateKey, ciphertext) => {
      requireLength(privateKey, 32, 'privateKey');
      requireLength(ciphertext, mlKemCiphertextBytes + 32, 'ciphertext');
      const curveCiphertext = ciphertext.slice(mlKemCiphertextBytes);
      const { lattice, point } = await privateKeys.get(privateKey);
      const [mlKemSecret, curveSecret] = await Promise.all([
        mlKem.decapsulate(lattice.key, ciphertext.slice(0, mlKemCiphertextBytes)),
        multiply(point.key, curveCiphertext),
      ]);
      return combine(mlKemSecret, curveSecret, curveCiphertext, point.publicKey);
    },
  };
}
