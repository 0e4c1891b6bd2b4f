import type { Charter } from '../../src/network/charter-before.ts';

const expiresAtSeconds = 1_900_000_000;

/** A charter of three persons and two witnesses. */
export function aCharter(part: Partial<Charter> = {}): Charter {
  const role = { threshold: 2, expiresAtSeconds, keys: [0, 1] };
  return {
    previous: null,
    name: 'Harbour',
    persons: ['Amal', 'Jonas', 'Priya'],
    keys: [0, 1, 2].map((person) => ({
      publicKey: new Uint8Array(32).fill(person),
      person,
      expiresAtSeconds,
    })),
    roles: { root: { ...role, keys: [0, 1, 2] }, release: role, notice: role, network: role },
    logKey: 'log.example+00000000+key',
    witnesses: ['uni.example+11111111+key', 'press.example+22222222+key'],
    witnessQuorum: 1,
    relays: [],
    pulse: { operatorSeconds: 604_800, witnessSeconds: 86_400 },
    recoveryDelaySeconds: 0,
    ...part,
  };
}
