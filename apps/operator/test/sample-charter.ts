import type { Charter, CharterRole } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { formatVerifierKey, signerKey } from '@sotto/tlog';
import { ed25519 } from '../src/ed25519.ts';

/** Seeds of keys, as bytes that are all the same. */
export const seedOf = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

/** 2 of Ada, Ben and Cleo. */
export async function sampleCharter(): Promise<Charter> {
  const expiresAtSeconds = 1_900_000_000;
  const role: CharterRole = { threshold: 2, expiresAtSeconds, keys: [0, 1, 2] };
  const vkey = async (type: 'ed25519' | 'cosignature', name: string, seed: number) =>
    formatVerifierKey(await signerKey(type, name, seedOf(seed), ed25519));
  return {
    previous: null,
    name: 'Tea and cake',
    persons: ['Ada', 'Ben', 'Cleo'],
    keys: await Promise.all(
      [1, 2, 3].map(async (seed, person) => ({
        publicKey: await ed25519.publicKey(seedOf(seed)),
        person,
        expiresAtSeconds,
      })),
    ),
    roles: { root: role, release: role, notice: role, network: role },
    logKey: await vkey('ed25519', 'tea.example/log', 9),
    witnesses: [await vkey('cosignature', 'w1.example', 11)],
    witnessQuorum: 1,
    relays: ['https://one.example' as RelayUrl],
    pulse: { operatorSeconds: 86_400, witnessSeconds: 3_600 },
    recoveryDelaySeconds: 86_400,
  };
}
