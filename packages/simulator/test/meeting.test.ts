import { isSottoError } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import type { Handset } from '@sotto/handset';
import { expect, test } from 'vitest';
import type { Faults, Network, SimulatedHandset } from '../src/index.ts';
import { createFaults, createNetwork } from '../src/index.ts';

const seeds = Array.from({ length: 15 }, (_, index) => index + 1);
const maxTries = 200;

/** Tries again what failed because of a fault, as a person would, with faults going on. */
async function persist<T>(
  net: Network,
  faults: Faults,
  who: SimulatedHandset,
  call: (handset: Handset) => Promise<T>,
): Promise<T> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    await faults.strike();
    if (who.isUp()) {
      try {
        return await net.wait(call(who.handset()), 60_000);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    }
    await net.advance(net.random.whole(0, 10_000));
  }
  throw new Error('It never worked.');
}

/** A fault of the network or a death; whoever died never answers, so that waiting for it ends with STUCK. */
function isFault(error: unknown): boolean {
  if (!isSottoError(error)) return false;
  const deaths = [
    'RECORDS_BROKEN',
    'SIMULATION_CRASH',
    'SIMULATION_STUCK',
    'SIMULATION_MISUSE',
    'HANDSET_LOCKED',
  ];
  return error.retryable || deaths.includes(error.code);
}

test.each(seeds)(
  'seed %i: an invite that is made and accepted while everything fails gives one conversation at each end, and it works',
  async (seed) => {
    const net = createNetwork({ seed, crypto: nodeCrypto });
    try {
      const relays = [await net.addRelay('one'), await net.addRelay('two')];
      const a = await net.addHandset('a', net.random.pick(relays));
      const b = await net.addHandset('b', net.random.pick(relays));
      const faults = createFaults(net, {
        chances: { 'handset-crash': 0.25, 'relay-crash': 0.1 },
      });
      const { link } = await persist(net, faults, a, (handset) => handset.createInvite());
      await persist(net, faults, b, (handset) => handset.acceptInvite(link));
      await faults.end();
      await net.until(async () => (await a.handset().conversations()).length > 0);
      const [ofA, ...othersOfA] = await net.wait(a.handset().conversations());
      const [ofB, ...othersOfB] = await net.wait(b.handset().conversations());
      expect([othersOfA, othersOfB]).toEqual([[], []]);
      if (ofA === undefined || ofB === undefined) throw new Error('There is no conversation.');
      await net.wait(a.handset().send(ofA.id, { text: 'hello' }));
      await net.wait(b.handset().send(ofB.id, { text: 'hello' }));
      for (const [who, id] of [
        [a, ofA.id],
        [b, ofB.id],
      ] as const) {
        await net.until(async () => (await who.handset().history(id)).messages.length === 2);
      }
      expect(await net.wait(a.handset().invites())).toEqual([]);
    } finally {
      net.close();
    }
  },
);
