import type { NoteKeyType, SignerKey } from '@sotto/tlog';
import { signerKey } from '@sotto/tlog';
import { createCrypto } from './crypto.ts';

export const ed25519 = (await createCrypto()).signatures.Ed25519;

const seedOf = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

/** A key for checkpoints or cosignatures, from a seed. */
export function noteKey(type: NoteKeyType, name: string, seed: number): Promise<SignerKey> {
  return signerKey(type, name, seedOf(seed), ed25519);
}

/** A person's key, from a seed. */
export async function personKey(seed: number): Promise<PersonKey> {
  const secret = seedOf(seed);
  const publicKey = await ed25519.publicKey(secret);
  return { publicKey, sign: (message) => ed25519.sign(secret, message) };
}

export interface PersonKey {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}
