import { bytesEqual, encodeDeviceCode, parseDeviceLink } from '@sotto/protocol';
import { describe, expect, test } from 'vitest';
import type { ConversationHandle } from '../src/conversation/conversation.ts';
import type { ConversationDraft } from '../src/conversation/draft.ts';
import { beginLinking, linkings, nextStep } from '../src/devices/link-device.ts';
import { hearStep, sayStep, sealStep, steps } from '../src/devices/meeting.ts';
import { bytesStep, keyPackageStep, offerStep, unsignedLink } from '../src/devices/steps.ts';
import { syncKeys } from '../src/devices/sync-keys.ts';
import { takeSync } from '../src/devices/take-sync.ts';
import { tellAsItIs, tellSiblings } from '../src/devices/tell-siblings.ts';
import type { Engine } from '../src/engine.ts';
import { loadChains } from '../src/identity/chains.ts';
import { pathTo } from '../src/identity/path.ts';
import { selfOf } from '../src/identity/self.ts';
import { decodeSyncEntry, encodeSyncEntry } from '../src/storage/sync-entry.ts';
import { dropWord } from '../src/storage/words.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { addLink, founder, newKey, registersAlone, relay, revokeLink } from './device-fixture.ts';
import type { Key } from './device-fixture.ts';
import { clock, crypto, makeParty, mls, newKeyPackage } from './mls-fixture.ts';
import { plainStore } from './plain-store.ts';
import { deviceLinkBytesToSign } from '@sotto/protocol';

const { Ed25519 } = crypto.signatures;

describe('a device chain', () => {
  test('is taken when it goes on, and not when it is older, somebody else’s or broken', async () => {
    const one = await founder();
    const two = await newKey();
    const links = [one.first];
    links.push(await addLink(one, two, links));
    const longer = [...links, await revokeLink(two, one, links)];
    const store = plainStore();
    const chains = await loadChains(store, crypto, []);
    const tx = beginTransaction(store);
    const { identity } = one.self;
    expect(await chains.learn(tx, identity, links)).toBe('longer');
    expect(await chains.learn(tx, identity, links)).toBe('same');
    expect(await chains.learn(tx, identity, [one.first])).toBe('older');
    expect(chains.isRevoked(identity, one.key)).toBe(false);
    expect(await chains.learn(tx, identity, longer)).toBe('longer');
    expect(chains.isRevoked(identity, one.key)).toBe(true);
    const stranger = await founder();
    expect(await chains.learn(tx, identity, [stranger.first])).toBe('invalid');
    expect(await chains.learn(tx, identity, longer.toSpliced(1, 1))).toBe('invalid');
    expect(
      await chains.learn(tx, identity, [...longer, await addLink(one, stranger, longer)]),
    ).toBe('invalid');
    await tx.commit();
    const again = await loadChains(store, crypto, []);
    expect(again.links(identity)).toEqual(longer);
    expect(again.isRevoked(identity, one.key)).toBe(true);
  });

  test('that parts is kept as evidence, and the first one goes on', async () => {
    const one = await founder();
    const [two, three] = [await newKey(), await newKey()];
    const links = [one.first, await addLink(one, two, [one.first])];
    const other = [one.first, await addLink(one, three, [one.first])];
    const store = plainStore();
    const chains = await loadChains(store, crypto, []);
    const tx = beginTransaction(store);
    const { identity } = one.self;
    await chains.learn(tx, identity, links);
    expect(chains.isForked(identity)).toBe(false);
    expect(await chains.learn(tx, identity, other)).toBe('forked');
    expect(chains.isForked(identity)).toBe(true);
    expect(chains.links(identity)).toEqual(links);
    const longer = [...links, await revokeLink(one, two, links)];
    expect(await chains.learn(tx, identity, longer)).toBe('longer');
    expect(chains.isForked(identity)).toBe(true);
  });

  test('leads to each of its devices by the links that a credential needs', async () => {
    const one = await founder();
    const [two, three, four] = [await newKey(), await newKey(), await newKey()];
    const links = [one.first];
    links.push(await addLink(one, two, links));
    links.push(await addLink(two, three, links));
    links.push(await addLink(one, four, links));
    expect(pathTo(links, one.key)).toEqual([links[0]]);
    expect(pathTo(links, three.key)).toEqual([links[0], links[1], links[2]]);
    expect(pathTo(links, four.key)).toEqual([links[0], links[3]]);
    expect(pathTo(links, (await newKey()).key)).toBeUndefined();
  });
});

interface Scene {
  readonly engine: Engine;
  readonly device: Key;
  readonly at: {
    readonly relay: typeof relay;
    readonly secret: Uint8Array;
    readonly attempt: number;
  };
  readonly next: () => ReturnType<typeof nextStep>;
}

const calm = new AbortController().signal;

/** A first device that has begun to link another, whose part a test plays. */
async function scene(): Promise<Scene> {
  const one = await founder();
  const store = plainStore();
  const engine = {
    ...{ crypto, mls, clock, store, self: one.self, stopping: calm, sync: registersAlone() },
    chains: await loadChains(store, crypto, [one.first]),
    homes: { primary: () => relay, relays: () => [relay] },
    authenticate: async () => true,
  } as unknown as Engine;
  const device = await newKey();
  const secret = crypto.random(32);
  const expiresAtSeconds = Math.floor(clock.now() / 1_000) + 600;
  await beginLinking(
    engine,
    encodeDeviceCode({ relay, secret, deviceKey: device.key, expiresAtSeconds }),
    '',
  );
  const notes = { record: () => ({ behind: false }) } as unknown as ConversationHandle;
  const next = async () => {
    const [record] = await linkings(engine);
    return nextStep(engine, notes, record!);
  };
  return { engine, device, at: { relay, secret, attempt: 0 }, next };
}

const say = async ({ engine, at }: Scene, step: number, bytes: Uint8Array): Promise<void> =>
  sayStep(crypto, engine.sync, at, step, await sealStep(crypto, at, step, bytes), calm);

/** Until it waits for the other one. */
async function untilItWaits({ next }: Scene): Promise<void> {
  while ((await next()) === 'again');
}

async function prove(made: Scene, by: Key): Promise<void> {
  const said = await hearStep(crypto, made.engine.sync, made.at, steps.offer, calm);
  const bytes = deviceLinkBytesToSign(unsignedLink(offerStep.parse(said!)!, made.device.key));
  await say(made, steps.proof, bytesStep.encode(await Ed25519.sign(by.seed, bytes)));
}

describe('who has seen the code of a device', () => {
  test('cannot have another key linked in its place', async () => {
    const made = await scene();
    await untilItWaits(made);
    await prove(made, await newKey());
    await expect(made.next()).rejects.toMatchObject({ code: 'DEVICE_LINK_FAILED' });
  });

  test('cannot put another device’s KeyPackage in its place', async () => {
    const made = await scene();
    await untilItWaits(made);
    await prove(made, made.device);
    await untilItWaits(made);
    const { message: keyPackage } = await newKeyPackage(await makeParty());
    await say(made, steps.keyPackage, keyPackageStep.encode({ keyPackage, name: '' }));
    await expect(made.next()).rejects.toMatchObject({ code: 'DEVICE_LINK_FAILED' });
  });

  test('cannot answer with what has no form', async () => {
    const made = await scene();
    await untilItWaits(made);
    await say(made, steps.proof, crypto.random(40));
    await expect(made.next()).rejects.toMatchObject({ code: 'DEVICE_LINK_FAILED' });
  });

  test('cannot say the first step again, so that a code that was used is told', async () => {
    const made = await scene();
    await say(made, steps.offer, crypto.random(40));
    await expect(untilItWaits(made)).rejects.toMatchObject({ code: 'DEVICE_CODE_USED' });
  });

  test('hears of the link only what the device’s own proof made whole', async () => {
    const made = await scene();
    await untilItWaits(made);
    expect(await hearStep(crypto, made.engine.sync, made.at, steps.link, calm)).toBeUndefined();
    await prove(made, made.device);
    await untilItWaits(made);
    const said = await hearStep(crypto, made.engine.sync, made.at, steps.link, calm);
    const link = parseDeviceLink(bytesStep.parse(said!)!);
    expect(link.kind === 'add' && bytesEqual(link.signatureKey, made.device.key)).toBe(true);
  });
});

describe('a relay without the secret', () => {
  test('opens nothing of what the two say, and what it says opens for neither', async () => {
    const made = await scene();
    await untilItWaits(made);
    const other = { ...made.at, secret: crypto.random(32) };
    expect(await hearStep(crypto, made.engine.sync, other, steps.offer, calm)).toBeUndefined();
    const forged = await sealStep(crypto, other, steps.proof, bytesStep.encode(crypto.random(64)));
    await sayStep(crypto, made.engine.sync, made.at, steps.proof, forged, calm);
    expect(await made.next()).toBe('wait');
  });
});

describe('what devices of one person tell each other', () => {
  async function teller() {
    const one = await founder();
    const two = await newKey();
    const links = [one.first, await addLink(one, two, [one.first])];
    const store = plainStore();
    const chains = await loadChains(store, crypto, [one.first]);
    const learning = beginTransaction(store);
    await chains.learn(learning, one.self.identity, links);
    await learning.commit();
    const engine = {
      clock,
      chains,
      self: one.self,
      store,
      devicesChanged: () => {},
    } as unknown as Engine;
    const take = async (...entries: Parameters<typeof encodeSyncEntry>[0][]) => {
      const tx = beginTransaction(store);
      const draft = { tx, after: () => {} } as unknown as ConversationDraft;
      await takeSync(engine, draft, entries.map(encodeSyncEntry));
      await tx.commit();
    };
    const taken = () =>
      [...store.table(tables.toTake).values()].map((value) => decodeSyncEntry(value));
    return { engine, store, take, taken, one };
  }
  const key = syncKeys.draft(new Uint8Array(32));
  const word = (atMs: number) => ({ key, atMs, payload: Uint8Array.of(atMs % 256) });

  test('holds in the newest word about each thing, in whatever order it comes', async () => {
    const { take, taken } = await teller();
    await take(word(5), word(3));
    await take(word(7), word(6), word(7));
    expect(taken()).toEqual([word(7)]);
  });

  test('is later than every word that was heard before, whatever the clock says', async () => {
    const { engine, store, take, taken } = await teller();
    await take(word(clock.now() + 1_000_000));
    const tx = beginTransaction(store);
    await tellSiblings(engine, tx, key, Uint8Array.of(9));
    await tx.commit();
    const [told] = [...store.table(tables.toSync).values()].map((value) => decodeSyncEntry(value));
    expect(told?.atMs).toBe(clock.now() + 1_000_001);
    await take(word(clock.now() + 1_000_000));
    expect(taken()).toHaveLength(1);
  });

  test('that is said while the one before is told, or is done, is not lost with it', async () => {
    const { store, take } = await teller();
    await take(word(5));
    const doing = beginTransaction(store);
    dropWord(doing, tables.toTake, word(5));
    await take(word(6));
    await doing.commit();
    const left = [...store.table(tables.toTake).values()].map((value) => decodeSyncEntry(value));
    expect(left).toEqual([word(6)]);
  });

  test('as it is, for a new device, does not win over what that device knows better', async () => {
    const { store, take, taken } = await teller();
    await take(word(1));
    const tx = beginTransaction(plainStore());
    await tellAsItIs(tx, key, Uint8Array.of(9));
    const told = await tx.get({ table: tables.toSync, id: `${key}@0` });
    await take(decodeSyncEntry(told!));
    expect(taken()).toEqual([word(1)]);
    expect(store.table(tables.toSync).size).toBe(0);
  });

  test('for one device is taken by no other, and what has no form by none', async () => {
    const { engine, store, take, taken, one } = await teller();
    const nonce = new Uint8Array(8);
    const other = await newKey();
    await take({ key: syncKeys.give(other.key, nonce), atMs: 1, payload: new Uint8Array(0) });
    await take({ key: 'later/1', atMs: 1, payload: new Uint8Array(0) });
    const tx = beginTransaction(store);
    const draft = { tx, after: () => {} } as unknown as ConversationDraft;
    await takeSync(engine, draft, [crypto.random(30), new Uint8Array(1)]);
    await tx.commit();
    expect(taken()).toEqual([]);
    await take({ key: syncKeys.give(one.key, nonce), atMs: 1, payload: new Uint8Array(0) });
    expect(taken()).toHaveLength(1);
  });

  test('is nothing at all while there is one device', async () => {
    const one = await founder();
    const store = plainStore();
    const chains = await loadChains(store, crypto, [one.first]);
    const tx = beginTransaction(store);
    await tellSiblings({ clock, chains, self: one.self }, tx, key, Uint8Array.of(9));
    expect(tx.size()).toBe(0);
    expect(
      selfOf({
        deviceSeed: one.seed,
        deviceKey: one.key,
        path: [one.first],
        homes: [],
        suggestedName: '',
        holderSeed: one.seed,
      }).isLinked,
    ).toBe(false);
  });
});
