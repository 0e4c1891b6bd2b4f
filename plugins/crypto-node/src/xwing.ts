import * as node from 'node:crypto';
import type { Crypto } from '@sotto/core';
import { requireLength } from './input.ts';
import { KeptKeys } from './kept-keys.ts';
import { joinBytes, ownBytes } from './own-bytes.ts';
import {
  exportMlKemPublicKey,
  exportPublicKey,
  importMlKemPublicKey,
  importPrivateKey,
} from './raw-keys.ts';
import { x25519 } from './x25519.ts';

const mlKemPublicBytes = 1184;
const mlKemCiphertextBytes = 1088;
const label = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c);

interface ExpandedKey {
  readonly mlKem: node.KeyObject;
  readonly x25519: node.KeyObject;
  /** ML-KEM's, then X25519's. */
  readonly publicKey: Uint8Array;
}

/** `expandDecapsulationKey` of draft-connolly-cfrg-xwing-kem. */
function expand(privateKey: Uint8Array): ExpandedKey {
  const seeds = node.createHash('shake256', { outputLength: 96 }).update(privateKey).digest();
  const mlKem = importPrivateKey('ml-kem-768', seeds.subarray(0, 64));
  const curve = importPrivateKey('x25519', seeds.subarray(64));
  seeds.fill(0);
  const publicKey = joinBytes(exportMlKemPublicKey(mlKem), exportPublicKey(curve));
  return { mlKem, x25519: curve, publicKey };
}

/** `Combiner` of the draft. Overwrites the two secrets that go in. */
function combine(
  mlKemSecret: Uint8Array,
  curveSecret: Uint8Array,
  curveCiphertext: Uint8Array,
  curvePublicKey: Uint8Array,
): Uint8Array {
  const input = joinBytes(mlKemSecret, curveSecret, curveCiphertext, curvePublicKey, label);
  const secret = ownBytes(node.hash('sha3-256', input, 'buffer'));
  for (const spent of [input, mlKemSecret, curveSecret]) spent.fill(0);
  return secret;
}

/** OpenSSL refuses a public key whose coefficients are not below q (FIPS 203 §7.2), which is all that can be wrong. */
function importPeerKey(publicKey: Uint8Array): node.KeyObject | undefined {
  try {
    return importMlKemPublicKey(publicKey.subarray(0, mlKemPublicBytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_OSSL_EVP_DECODE_ERROR') return undefined;
    throw error;
  }
}

/** X-Wing on OpenSSL's ML-KEM-768, X25519 and SHA-3. */
export function createXWing(): Crypto['xwing'] {
  const privateKeys = new KeptKeys(expand);
  return {
    publicKey: async (privateKey) => {
      requireLength(privateKey, 32, 'privateKey');
      return privateKeys.get(privateKey).publicKey.slice();
    },
    encapsulate: async (publicKey) => {
      if (publicKey.length !== mlKemPublicBytes + 32) return undefined;
      const peer = importPeerKey(publicKey);
      if (peer === undefined) return undefined;
      const curvePublicKey = publicKey.subarray(mlKemPublicBytes);
      const ephemeral = node.generateKeyPairSync('x25519');
      const curveCiphertext = exportPublicKey(ephemeral.publicKey);
      const curveSecret = x25519(ephemeral.privateKey, curvePublicKey);
      const { sharedKey, ciphertext } = node.encapsulate(peer);
      return {
        sharedSecret: combine(sharedKey, curveSecret, curveCiphertext, curvePublicKey),
        ciphertext: joinBytes(ciphertext, curveCiphertext),
      };
    },
    decapsulate: async (privateKey, ciphertext) => {
      requireLength(privateKey, 32, 'privateKey');
      requireLength(ciphertext, mlKemCiphertextBytes + 32, 'ciphertext');
      const key = privateKeys.get(privateKey);
      const curveCiphertext = ciphertext.subarray(mlKemCiphertextBytes);
      const mlKemSecret = node.decapsulate(key.mlKem, ciphertext.subarray(0, mlKemCiphertextBytes));
      const curveSecret = x25519(key.x25519, curveCiphertext);
      return combine(
        mlKemSecret,
        curveSecret,
        curveCiphertext,
        key.publicKey.subarray(mlKemPublicBytes),
      );
    },
  };
}
