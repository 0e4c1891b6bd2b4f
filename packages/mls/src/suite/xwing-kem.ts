import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';
import type { Kem } from './kem.ts';
import { isReducedMlKem } from './public-key-check.ts';

const kemId = 0x647a;
const seedBytes = 32;
/** What an ML-KEM-768 public key holds before its 32-byte seed. */
const mlKemVectorBytes = 1152;

// LabeledDerive(ikm, "DeriveKeyPair", "", 32) of draft-ietf-hpke-hpke-04 §4, without the ikm that stands before it.
const deriveLabel = concat(
  utf8('HPKE-v1'),
  utf8('KEM'),
  Uint8Array.of(kemId >> 8, kemId & 0xff, 0, 13),
  utf8('DeriveKeyPair'),
  Uint8Array.of(0, seedBytes),
);

/** MLKEM768-X25519, that is X-Wing, as draft-ietf-hpke-pq-05 §4 puts it into HPKE. The private key is a seed. */
export function createXWingKem(crypto: Crypto): Kem {
  const { xwing } = crypto;
  const outputBytes = 1120;
  const publicKeyBytes = 1216;
  return {
    id: kemId,
    publicKeyBytes,
    privateKeyBytes: seedBytes,
    outputBytes,
    publicKey: (privateKey) => xwing.publicKey(privateKey),
    isPublicKey: async (publicKey) =>
      publicKey.length === publicKeyBytes && isReducedMlKem(publicKey, mlKemVectorBytes),
    deriveKeyPair: async (ikm) => {
      const privateKey = await crypto.shake256(concat(ikm, deriveLabel), seedBytes);
      return { privateKey, publicKey: await xwing.publicKey(privateKey) };
    },
    encapsulate: async (publicKey) =>
      publicKey.length === publicKeyBytes ? xwing.encapsulate(publicKey) : undefined,
    decapsulate: async (privateKey, kemOutput) =>
      kemOutput.length === outputBytes ? xwing.decapsulate(privateKey, kemOutput) : undefined,
  };
}
