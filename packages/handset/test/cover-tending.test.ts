import { mailboxAddress } from '@sotto/protocol';
import { afterEach, expect, it } from 'vitest';
import type { Handset } from '../src/api.ts';
import { coverBeside } from '../src/cover/cover-for.ts';
import { memoryStore } from '../src/cover/memory-store.ts';
import type { MemoryStore } from '../src/cover/memory-store.ts';
import { createSelf } from '../src/identity/self.ts';
import { createGroupMls } from '../src/mls/group-mls.ts';
import { decodeCover, encodeCover } from '../src/storage/cover-record.ts';
import type { CoverRecord } from '../src/storage/cover-record.ts';
import { decodeSelf, encodeSelf } from '../src/storage/self-record.ts';
import { tables } from '../src/storage/tables.ts';
import { coverAt, place, started } from './cover-fixture.ts';
import type { Place } from './cover-fixture.ts';
import { eventually, relayUrl } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';

const open: Handset[] = [];
afterEach(async () => {
  for (const handset of open.splice(0)) await handset.lock();
});

interface Beside {
  readonly at: Place;
  readonly own: MemoryStore;
  readonly cover: MemoryStore;
  readonly known: () => Promise<CoverRecord>;
  readonly start: () => Promise<Handset>;
}

/** A handset and the cover beside it. */
async function beside(options: Parameters<typeof coverAt>[1] = {}): Promise<Beside> {
  const at = await place();
  const [own, cover] = [memoryStore(), memoryStore()];
  const made = await coverAt(at, options);
  await cover.write(made.first);
  const homes = [{ relay: relayUrl }];
  const self = await createSelf(crypto, {
    ...{ homes, suggestedName: 'Ada', nowMs: at.clock.now(), holderSeed: crypto.random(32) },
  });
  const name = { table: tables.self, id: 'self' };
  await own.write([{ put: name, value: encodeSelf(self) }, ...made.beside]);
  return {
    ...{ at, own, cover },
    known: async () => decodeCover((await own.get({ table: tables.cover, id: 'cover' }))!),
    start: async () => {
      const handset = await started({ ...at.parts, store: own, cover, messageKinds: [] });
      open.push(handset);
      return handset;
    },
  };
}

const addresses = (keys: CoverRecord['waiting']): readonly string[] =>
  keys.map((key) => Buffer.from(mailboxAddress(key)).toString('hex')).toSorted();

it('has the mailboxes of its cover made at the relay, so that the first session of the cover asks for none', async () => {
  const { at, known, start } = await beside();
  const { waiting } = await known();
  await start();
  await eventually(async () => (await known()).waiting.length === 0);
  expect(at.relay.mailboxes().toSorted()).toEqual(expect.arrayContaining([...addresses(waiting)]));
  expect(addresses((await known()).mailboxes)).toEqual(addresses(waiting));
});

it('waits with that where the cover was not made together with the handset', async () => {
  const later = Date.now() + 86_400_000;
  const { at, known, start } = await beside({ mailboxesFromMs: later });
  const handset = await start();
  await eventually(async () => (await handset.status()).connection === 'online');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(at.relay.mailboxes()).toEqual([]);
  expect((await known()).waiting.length).toBeGreaterThan(0);
});

it('asks for them again after a month, as relays forget what nobody uses', async () => {
  const { at, own, known, start } = await beside();
  const before = await known();
  const openedAtMs = at.clock.now() - 31 * 86_400_000;
  const asked = { ...before, mailboxes: before.waiting, waiting: [], openedAtMs };
  await own.write([{ put: { table: tables.cover, id: 'cover' }, value: encodeCover(asked) }]);
  await start();
  await eventually(async () => (await known()).openedAtMs > openedAtMs);
  expect(at.relay.mailboxes().toSorted()).toEqual(addresses(before.waiting));
});

it('tells its cover on after a week, and not before', async () => {
  const { at, own, cover, known, start } = await beside();
  const before = await known();
  const records = cover.changes().length;
  const handset = await start();
  await eventually(async () => (await known()).waiting.length === 0);
  expect(cover.changes().length).toBe(records);
  await handset.lock();
  at.clock.offsetMs += 8 * 86_400_000;
  await started({ ...at.parts, store: own, cover, messageKinds: [] }).then((each) =>
    open.push(each),
  );
  await eventually(async () => (await known()).freshAtMs > before.freshAtMs);
  expect(cover.changes().length).toBeGreaterThan(records);
});

it('shows relays the same credit as the same holder, and never by the key of the device beside it', async () => {
  const { parts, clock } = await place();
  const made = await createSelf(crypto, {
    ...{ homes: [{ relay: relayUrl }], suggestedName: 'Ada', nowMs: clock.now() },
    holderSeed: crypto.random(32),
  });
  const holderOfCover = async (self: typeof made): Promise<Uint8Array> => {
    const volume = memoryStore();
    const name = { table: tables.self, id: 'self' };
    await volume.write([{ put: name, value: encodeSelf(self) }]);
    const cover = memoryStore();
    await cover.write((await coverBeside(parts, volume)).first);
    return decodeSelf((await cover.get(name))!).holderSeed;
  };
  expect(await holderOfCover(made)).toEqual(made.holderSeed);
  // Of a handset that was made before it had one of its own.
  const older = { ...made, holderSeed: made.deviceSeed };
  expect(await holderOfCover(older)).not.toEqual(made.deviceSeed);
});

it('leaves no seed in memory that it signed with, those of the people of its cover neither, once it is locked', async () => {
  const { at, own, cover, known } = await beside();
  const before = await known();
  at.clock.offsetMs += 8 * 86_400_000;
  const seeds = new Set<Uint8Array>();
  const { Ed25519 } = crypto.signatures;
  const sign: typeof Ed25519.sign = (seed, message) => {
    seeds.add(seed);
    return Ed25519.sign(seed, message);
  };
  const signatures = { ...crypto.signatures, Ed25519: { ...Ed25519, sign } };
  const watched = { ...crypto, signatures };
  const parts = { ...at.parts, crypto: watched, mls: createGroupMls(watched) };
  const handset = await started({ ...parts, store: own, cover, messageKinds: [] });
  await eventually(async () => (await known()).freshAtMs > before.freshAtMs);
  await handset.lock();
  expect(seeds.size).toBeGreaterThan(2);
  expect([...seeds].filter((seed) => !isErased(seed)).map(hex)).toEqual([]);
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const isErased = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
