import type { Crypto, DhAlgorithm, HashAlgorithm } from '@sotto/core';
import { concat, noBytes, toHex, utf8 } from '../bytes.ts';
import type { Kem } from './kem.ts';
import type { LabeledKdf } from './labeled-kdf.ts';
import { createLabeledKdf } from './labeled-kdf.ts';
import { isSmallOrder25519, isSmallOrder448 } from './public-key-check.ts';

interface DhFacts {
  readonly id: number;
  readonly hash: HashAlgorithm;
  readonly hashBytes: number;
  readonly publicKeyBytes: number;
  readonly privateKeyBytes: number;
  /** Of the curves whose private keys are numbers below an order: that order, and the bits of the first byte. */
  readonly scalar?: { readonly order: string; readonly mask: number };
}

// RFC 9180 §7.1; the orders are from SEC 2.
const groups: Readonly<Record<DhAlgorithm, DhFacts>> = {
  'P-256': {
    id: 0x0010,
    hash: 'SHA-256',
    hashBytes: 32,
    publicKeyBytes: 65,
    privateKeyBytes: 32,
    scalar: {
      order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
      mask: 0xff,
    },
  },
  'P-384': {
    id: 0x0011,
    hash: 'SHA-384',
    hashBytes: 48,
    publicKeyBytes: 97,
    privateKeyBytes: 48,
    scalar: {
      order: `${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`,
      mask: 0xff,
    },
  },
  'P-521': {
    id: 0x0012,
    hash: 'SHA-512',
    hashBytes: 64,
    publicKeyBytes: 133,
    privateKeyBytes: 66,
    scalar: {
      order: `01${'f'.repeat(65)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
      mask: 0x01,
    },
  },
  X25519: {
    id: 0x0020,
    hash: 'SHA-256',
    hashBytes: 32,
    publicKeyBytes: 32,
    privateKeyBytes: 32,
  },
  X448: { id: 0x0021, hash: 'SHA-512', hashBytes: 64, publicKeyBytes: 56, privateKeyBytes: 56 },
};

/** DHKEM (RFC 9180 §4.1). */
export function createDhKem(crypto: Crypto, algorithm: DhAlgorithm): Kem {
  const facts = groups[algorithm];
  const { id, hashBytes, publicKeyBytes, privateKeyBytes } = facts;
  const dh = crypto.dh[algorithm];
  const suiteId = concat(utf8('KEM'), Uint8Array.of(id >> 8, id & 0xff));
  const kdf = createLabeledKdf(crypto, facts.hash, suiteId);

  async function sharedSecret(secret: Uint8Array, context: Uint8Array): Promise<Uint8Array> {
    const prk = await kdf.extract(noBytes, 'eae_prk', secret);
    return kdf.expand(prk, 'shared_secret', context, hashBytes);
  }

  async function derivePrivateKey(ikm: Uint8Array): Promise<Uint8Array> {
    const prk = await kdf.extract(noBytes, 'dkp_prk', ikm);
    if (facts.scalar === undefined) return kdf.expand(prk, 'sk', noBytes, privateKeyBytes);
    return deriveScalar(kdf, prk, privateKeyBytes, facts.scalar);
  }

  async function isOfGroup(publicKey: Uint8Array): Promise<boolean> {
    if (algorithm === 'X25519') return !isSmallOrder25519(publicKey);
    if (algorithm === 'X448') return !isSmallOrder448(publicKey);
    const one = new Uint8Array(privateKeyBytes).with(privateKeyBytes - 1, 1);
    return (await dh.agree(one, publicKey)) !== undefined;
  }

  return {
    id,
    publicKeyBytes,
    privateKeyBytes,
    outputBytes: publicKeyBytes,
    publicKey: (privateKey) => dh.publicKey(privateKey),
    isPublicKey: async (publicKey) =>
      publicKey.length === publicKeyBytes && (await isOfGroup(publicKey)),
    deriveKeyPair: async (ikm) => {
      const privateKey = await derivePrivateKey(ikm);
      return { privateKey, publicKey: await dh.publicKey(privateKey) };
    },
    encapsulate: async (publicKey) => {
      if (publicKey.length !== publicKeyBytes) return undefined;
      const random = crypto.random(privateKeyBytes);
      const ephemeral = facts.scalar === undefined ? random : await derivePrivateKey(random);
      const secret = await dh.agree(ephemeral, publicKey);
      if (secret === undefined) return undefined;
      const ciphertext = await dh.publicKey(ephemeral);
      return {
        ciphertext,
        sharedSecret: await sharedSecret(secret, concat(ciphertext, publicKey)),
      };
    },
    decapsulate: async (privateKey, kemOutput) => {
      if (kemOutput.length !== publicKeyBytes) return undefined;
      const secret = await dh.agree(privateKey, kemOutput);
      if (secret === undefined) return undefined;
      return sharedSecret(secret, concat(kemOutput, await dh.publicKey(privateKey)));
    },
  };
}

/** RFC 9180 §7.1.3: the first candidate from 1 to the order less 1. */
async function deriveScalar(
  kdf: LabeledKdf,
  prk: Uint8Array,
  length: number,
  scalar: { readonly order: string; readonly mask: number },
): Promise<Uint8Array> {
  for (let counter = 0; counter < 256; counter += 1) {
    const candidate = await kdf.expand(prk, 'candidate', Uint8Array.of(counter), length);
    candidate[0]! &= scalar.mask;
    const number = toHex(candidate);
    if (number < scalar.order && candidate.some((byte) => byte !== 0)) return candidate;
  }
  // 2^-32 a candidate at most, 256 times in a row: it does not happen.
  throw new Error('No key pair could be derived.');
}
