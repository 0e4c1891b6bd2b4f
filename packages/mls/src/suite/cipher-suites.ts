import type { AeadAlgorithm, DhAlgorithm, HashAlgorithm, SignatureAlgorithm } from '@sotto/core';

/** What a cipher suite is made of (RFC 9420 §5.1, §17.1). */
export interface CipherSuite {
  readonly id: number;
  readonly name: string;
  readonly kem: KemName;
  readonly hash: HashAlgorithm;
  readonly aead: AeadAlgorithm;
  readonly signature: SignatureAlgorithm;
}

export type KemName = DhAlgorithm | 'MLKEM768-X25519';

const names = {
  MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: 0x0001,
  MLS_128_DHKEMP256_AES128GCM_SHA256_P256: 0x0002,
  MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519: 0x0003,
  MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448: 0x0004,
  MLS_256_DHKEMP521_AES256GCM_SHA512_P521: 0x0005,
  MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448: 0x0006,
  MLS_256_DHKEMP384_AES256GCM_SHA384_P384: 0x0007,
  // draft-ietf-mls-pq-ciphersuites-06 has no number yet: this one is from the private range of RFC 9420 §17.1.
  MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519: 0xf07a,
} as const;

export type CipherSuiteName = keyof typeof names;

/** The suites of RFC 9420 and the post-quantum one by their numbers. */
export const cipherSuites: Readonly<Record<CipherSuiteName, number>> = names;

/** Every suite that this engine knows. */
export const knownCipherSuites: readonly CipherSuite[] = [
  describe(
    'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
    'X25519',
    'SHA-256',
    'AES-128-GCM',
    'Ed25519',
  ),
  describe('MLS_128_DHKEMP256_AES128GCM_SHA256_P256', 'P-256', 'SHA-256', 'AES-128-GCM', 'P-256'),
  describe(
    'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
    'X25519',
    'SHA-256',
    'ChaCha20-Poly1305',
    'Ed25519',
  ),
  describe('MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448', 'X448', 'SHA-512', 'AES-256-GCM', 'Ed448'),
  describe('MLS_256_DHKEMP521_AES256GCM_SHA512_P521', 'P-521', 'SHA-512', 'AES-256-GCM', 'P-521'),
  describe(
    'MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448',
    'X448',
    'SHA-512',
    'ChaCha20-Poly1305',
    'Ed448',
  ),
  describe('MLS_256_DHKEMP384_AES256GCM_SHA384_P384', 'P-384', 'SHA-384', 'AES-256-GCM', 'P-384'),
  describe(
    'MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519',
    'MLKEM768-X25519',
    'SHA-256',
    'AES-128-GCM',
    'Ed25519',
  ),
];

function describe(
  name: CipherSuiteName,
  kem: KemName,
  hash: HashAlgorithm,
  aead: AeadAlgorithm,
  signature: SignatureAlgorithm,
): CipherSuite {
  return { id: names[name], name, kem, hash, aead, signature };
}
