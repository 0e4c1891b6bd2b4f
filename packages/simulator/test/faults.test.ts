import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId } from '@sotto/handset';
import { expect, onTestFinished, test } from 'vitest';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { badDay, createFaults, createNetwork, faultKinds, onlyFaults } from '../src/index.ts';
import { struckFaults } from '../src/fault-hand.ts';

const nothing = onlyFaults([]);

function network(seed: number): Network {
  const made = createNetwork({ seed, crypto: nodeCrypto });
  onTestFinished(made.close);
  return made;
}

async function pair(
  net: Network,
  relays: number,
): Promise<readonly [SimulatedHandset, SimulatedHandset]> {
  for (let count = 0; count < relays; count += 1) await net.addRelay(`relay${count}`);
  const a = await net.addHandset('a', net.relays[0]!);
  const b = await net.addHandset('b', net.relays.at(-1)!);
  return [a, b];
}

async function texts(who: SimulatedHandset, id: ConversationId): Promise<readonly string[]> {
  const { messages } = await who.handset().history(id, { limit: 200 });
  return messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
}

test('the chances of a bad day name every kind, and those of no kind are all nothing', () => {
  expect(Object.keys(badDay)).toEqual(faultKinds);
  expect(Object.values(nothing).every((chance) => chance === 0)).toBe(true);
  expect(onlyFaults(['lose']).lose).toBeGreaterThan(0);
});

test('every fault can be done by name, and when faults end, everybody talks as before', async () => {
  const net = network(11);
  const [a, b] = await pair(net, 2);
  const [ofA, ofB] = await net.introduce(a, b);
  const told: string[] = [];
  const faults = createFaults(net, {
    chances: nothing,
    onFault: (kind, what) => told.push(`${kind} ${what}`),
  });
  // Of two handsets with one home relay each, no relay can go; and a restored handset needs a copy first.
  const possible = struckFaults.filter(
    (kind) => !['relay-gone', 'restore', 'register-forget'].includes(kind),
  );
  for (const kind of possible) {
    expect([kind, await faults.inject(kind)]).toEqual([kind, true]);
    await net.advance(5_000);
    await faults.strike();
  }
  expect(await faults.inject('relay-gone')).toBe(false);
  expect(await faults.inject('restore')).toBe(false);
  await faults.end();
  expect(told).toHaveLength(possible.length);
  expect(Object.keys(faults.done())).toEqual(possible);
  await net.wait(a.handset().send(ofA, { text: 'hello' }));
  await net.until(async () => (await texts(b, ofB)).length === 1);
});

test('a kind that is turned off leaves when the others happen as it was', async () => {
  const story = async (off: boolean): Promise<readonly string[]> => {
    const net = network(12);
    await pair(net, 2);
    const told: string[] = [];
    const faults = createFaults(net, {
      chances: { ...badDay, ...(off ? { 'relay-stop': 0, withhold: 0 } : {}) },
      onFault: (kind) => told.push(`${net.clock.now()} ${kind}`),
    });
    for (let step = 0; step < 150; step += 1) {
      await faults.strike();
      await net.advance(1_000);
    }
    return told.filter((line) => !line.includes('relay-stop') && !line.includes('withhold'));
  };
  const all = await story(false);
  expect(all.length).toBeGreaterThan(10);
  expect(await story(true)).toEqual(all);
});

test('a partition cuts some handsets from some relays, and nobody else, until it ends', async () => {
  const net = network(13);
  const [a, b] = await pair(net, 1);
  const [ofA, ofB] = await net.introduce(a, b);
  const heal = net.partition([b], net.relays);
  await net.wait(a.handset().send(ofA, { text: 'over the wall' }));
  await net.wait(a.handset().settled());
  await net.advance(120_000);
  expect(await texts(b, ofB)).toEqual([]);
  heal();
  await net.until(async () => (await texts(b, ofB)).length === 1);
});

test('a relay that is gone for good cannot be started, and is not brought back', async () => {
  const net = network(14);
  await pair(net, 2);
  const [relay] = net.relays;
  relay?.vanish();
  const faults = createFaults(net, { chances: nothing });
  await faults.end();
  expect([relay?.isUp(), relay?.isGone()]).toEqual([false, true]);
  await expect(relay?.start()).rejects.toMatchObject({ code: 'SIMULATION_MISUSE' });
});

test('a clock that jumps is off for its handset alone, and runs on over a restart', async () => {
  const net = network(15);
  const [a, b] = await pair(net, 1);
  const [ofA, ofB] = await net.introduce(a, b);
  const hourMs = 3_600_000;
  b.setSkew(2 * hourMs);
  b.crash();
  await net.wait(b.start());
  const before = net.clock.now();
  const ahead = await net.wait(b.handset().send(ofB, { text: 'from tomorrow' }));
  expect(ahead.sentAtMs - before).toBeGreaterThanOrEqual(2 * hourMs);
  await net.until(async () => (await texts(a, ofA)).length === 1);
});

test('records that are put back are those of the copy, and the time of both is told', async () => {
  const net = network(16);
  const [a, b] = await pair(net, 1);
  expect(a.restoreCopy()).toBe(false);
  a.keepCopy();
  const keptAtMs = net.clock.now();
  await net.introduce(a, b);
  await net.advance(1_000);
  expect(a.restoreCopy()).toBe(true);
  expect(a.isUp()).toBe(false);
  expect(a.restores()).toEqual([{ keptAtMs, atMs: net.clock.now() }]);
  await net.wait(a.start());
  expect(await net.wait(a.handset().conversations())).toEqual([]);
});

test('a handset that is told to dies at a write some writes later, keeps what was answered before, and nothing after', async () => {
  const net = network(17);
  const [a, b] = await pair(net, 1);
  const [ofA] = await net.introduce(a, b);
  await net.wait(a.handset().settled());
  a.setNetwork('down');
  await net.advance(1_000);
  a.crashAtWrite('before', 6);
  const kept: string[] = [];
  while (a.isUp() && kept.length < 20) {
    const text = `${kept.length}`;
    await a
      .handset()
      .send(ofA, { text })
      .then(() => kept.push(text))
      .catch(() => undefined);
  }
  expect(a.isUp()).toBe(false);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(7);
  await net.wait(a.start());
  expect(await texts(a, ofA)).toEqual(kept);
});

test('with models in place of the dear primitives two handsets talk as before, and every byte follows from the seed', async () => {
  const story = async (): Promise<string> => {
    const posted: string[] = [];
    const net = createNetwork({
      seed: 18,
      crypto: nodeCrypto,
      unsafeModels: true,
      watch: { posted: (body) => posted.push(body.toHex()) },
    });
    onTestFinished(net.close);
    const [a, b] = await pair(net, 1);
    const [ofA, ofB] = await net.introduce(a, b);
    await net.wait(a.handset().send(ofA, { text: 'hello' }));
    await net.until(async () => (await texts(b, ofB)).length === 1);
    expect(posted.length).toBeGreaterThan(1);
    return posted.join();
  };
  expect(await story()).toBe(await story());
});
