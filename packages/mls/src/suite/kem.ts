import type { Crypto, Encapsulation } from '@sotto/core';
import type { KemName } from './cipher-suites.ts';
import { createDhKem } from './dh-kem.ts';
import { createXWingKem } from './xwing-kem.ts';

/** A KEM as HPKE uses it (RFC 9180 §4). Keys and outputs are in serialised form. */
export interface Kem {
  /** `kem_id` (RFC 9180 §7.1). */
  readonly id: number;
  readonly publicKeyBytes: number;
  readonly privateKeyBytes: number;
  readonly outputBytes: number;
  /** The same pair for the same `ikm`. */
  readonly deriveKeyPair: (ikm: Uint8Array) => Promise<KeyPair>;
  /** The public key of a private key of the right length; throws CRYPTO_INPUT for one that cannot be. */
  readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /** Whether something can be encrypted to it: never true where `encapsulate` gives `undefined`. */
  readonly isPublicKey: (publicKey: Uint8Array) => Promise<boolean>;
  /** `undefined` when the key is not a valid one. */
  readonly encapsulate: (publicKey: Uint8Array) => Promise<Encapsulation | undefined>;
  /** `undefined` when the KEM output is not a valid one. */
  readonly decapsulate: (
    privateKey: Uint8Array,
    kemOutput: Uint8Array,
  ) => Promise<Uint8Array | undefined>;
}

export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function createKem(crypto: Crypto, name: KemName): Kem {
  return name === 'MLKEM768-X25519' ? createXWingKem(crypto) : createDhKem(crypto, name);
}
