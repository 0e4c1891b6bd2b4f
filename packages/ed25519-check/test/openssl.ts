import { createPrivateKey, createPublicKey, diffieHellman, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Ed25519Platform, PrimeOrderTest } from '@sotto/ed25519-check';
import { primeOrderByX25519, primeOrderScalar } from '@sotto/ed25519-check';

const scalarKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), primeOrderScalar]),
  format: 'der',
  type: 'pkcs8',
});

function publicKeyOf(prefix: string, bytes: Uint8Array): KeyObject {
  return createPublicKey({
    key: Buffer.concat([Buffer.from(prefix, 'hex'), bytes]),
    format: 'der',
    type: 'spki',
  });
}

export const isPrimeOrder: PrimeOrderTest = primeOrderByX25519(async (u) =>
  diffieHellman({ privateKey: scalarKey, publicKey: publicKeyOf('302a300506032b656e032100', u) }),
);

/** OpenSSL's Ed25519 with the test for prime order on its X25519. */
export const openssl: Ed25519Platform<KeyObject> = {
  importPublicKey: async (publicKey) => publicKeyOf('302a300506032b6570032100', publicKey),
  verify: async (key, message, signature) => verify(null, message, key, signature),
  isPrimeOrder,
  equation: 'cofactorless',
};
