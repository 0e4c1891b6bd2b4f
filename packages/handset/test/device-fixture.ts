import type { RelayUrl } from '@sotto/core';
import { deviceLinkBytesToSign, encodeDeviceLink } from '@sotto/protocol';
import type { UnsignedAddLink, UnsignedRevokeLink } from '@sotto/protocol';
import { createSelf, selfOf } from '../src/identity/self.ts';
import type { Self } from '../src/identity/self.ts';
import { toHex } from '../src/hex.ts';
import type { RelaySession } from '../src/sync/relay-session.ts';
import type { Sync } from '../src/sync/sync.ts';
import { clock, crypto } from './mls-fixture.ts';

export const relay = 'https://relay.example' as RelayUrl;

export interface Key {
  readonly seed: Uint8Array;
  readonly key: Uint8Array;
}

export async function newKey(): Promise<Key> {
  const seed = crypto.random(32);
  return { seed, key: await crypto.signatures.Ed25519.publicKey(seed) };
}

export interface Founder extends Key {
  readonly self: Self;
  readonly first: Uint8Array;
}

/** The first device of somebody. */
export async function founder(): Promise<Founder> {
  const record = await createSelf(crypto, {
    homes: [{ relay }],
    suggestedName: '',
    nowMs: clock.now(),
    holderSeed: new Uint8Array(32),
  });
  return {
    seed: record.deviceSeed,
    key: record.deviceKey,
    self: selfOf(record),
    first: record.path[0]!,
  };
}

/** A link that adds a device, whole. */
export async function addLink(
  by: Key,
  device: Key,
  before: readonly Uint8Array[],
): Promise<Uint8Array> {
  const unsigned: UnsignedAddLink = {
    kind: 'add',
    signatureKey: device.key,
    by: by.key,
    previous: await crypto.hash('SHA-256', before.at(-1)!),
    createdAtHour: 500_000,
    role: 'device',
  };
  const bytes = deviceLinkBytesToSign(unsigned);
  const { sign } = crypto.signatures.Ed25519;
  const signature = await sign(by.seed, bytes);
  return encodeDeviceLink({ ...unsigned, signature, proof: await sign(device.seed, bytes) });
}

export async function revokeLink(
  by: Key,
  device: Pick<Key, 'key'>,
  before: readonly Uint8Array[],
): Promise<Uint8Array> {
  const unsigned: UnsignedRevokeLink = {
    kind: 'revoke',
    signatureKey: device.key,
    by: by.key,
    previous: await crypto.hash('SHA-256', before.at(-1)!),
    createdAtHour: 500_001,
  };
  const signature = await crypto.signatures.Ed25519.sign(by.seed, deviceLinkBytesToSign(unsigned));
  return encodeDeviceLink({ ...unsigned, signature });
}

/** A relay that has registers and nothing else. */
export function registersAlone(): Pick<Sync, 'session'> {
  const registers = new Map<string, Uint8Array[]>();
  const request: RelaySession['request'] = async (asked) => {
    if (asked.kind !== 'register' && asked.kind !== 'lookup') throw new Error(asked.kind);
    const bodies = registers.get(toHex(asked.token)) ?? [];
    if (asked.kind === 'lookup') return { kind: 'lookedUp', id: 1, bodies };
    registers.set(toHex(asked.token), bodies);
    const known = bodies.findIndex((body) => toHex(body) === toHex(asked.body));
    const position = known === -1 ? bodies.push(asked.body) - 1 : known;
    return { kind: 'registered', id: 1, position, before: bodies.slice(0, position), full: false };
  };
  const session = { relay, limits: { maxTtlSeconds: 86_400 }, request } as unknown as RelaySession;
  return { session: async () => session };
}
