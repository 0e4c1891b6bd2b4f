import type { RecordEntry } from '@sotto/core';
import type { Mls } from '@sotto/mls';
import { memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import { headerKey } from '../src/vault/header.ts';
import { eventually, meet, person, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { keyWatch } from './key-watch.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';
import { dump, hex } from './vault-fixture.ts';

async function entriesOf(store: MemoryStore): Promise<ReadonlyMap<string, RecordEntry>> {
  const records = await memoryRecords({ store }).create({});
  const entries = await dump(records);
  await records.close();
  return new Map(entries.map((entry) => [hex(entry.key), entry]));
}

/** Somebody puts one record back to what it was, or takes it away when it was not there. */
async function putBack(
  store: MemoryStore,
  key: string,
  entry: RecordEntry | undefined,
): Promise<MemoryStore> {
  const changed = store.copy();
  const records = await memoryRecords({ store: changed }).create({});
  const named = Uint8Array.fromHex(key);
  await records.write([entry ? { put: named, value: entry.value } : { remove: named }]);
  await records.close();
  return changed;
}

/** Keys of what differs, without the header, which is not under the roots. */
function changedKeys(
  before: ReadonlyMap<string, RecordEntry>,
  after: ReadonlyMap<string, RecordEntry>,
): readonly string[] {
  const valueOf = (entry?: RecordEntry): string => (entry === undefined ? '' : hex(entry.value));
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => key !== hex(headerKey) && valueOf(before.get(key)) !== valueOf(after.get(key)),
  );
}

/** Two people who have written to each other, and Ben's storage before and after he wrote the last. */
async function written(relay: TinyRelay, over: (mls: Mls) => Mls = (mls) => mls) {
  const ada = await person({ relay, over });
  const ben = await person({ relay, over });
  const { ofA, ofB } = await meet(ada, ben);
  await ada.handset.send(ofA, { text: 'hello' });
  await shows(ben.handset, ofB, ['hello']);
  await ben.handset.settled();
  await ben.vault.close();
  const before = ben.store.copy();
  const again = await person({ relay, store: ben.store, over });
  await again.handset.send(ofB, { text: 'first' });
  await shows(ada.handset, ofA, ['hello', 'first']);
  await again.handset.settled();
  await again.vault.close();
  return { ada, ofB, before, after: ben.store };
}

const tamperedIn = async ({ handset }: Person) => (await handset.status()).storage.tampered;

test('no single record of a handset is put back or taken away without it being said', async () => {
  const relay = tinyRelay();
  const { ada, before, after } = await written(relay);
  await ada.vault.close();
  const [old, now] = [await entriesOf(before), await entriesOf(after)];
  const changes = changedKeys(old, now).map((key) => ({ key, entry: old.get(key) }));
  const removals = [...now.keys()]
    .filter((key) => key !== hex(headerKey))
    .map((key) => ({ key, entry: undefined }));
  expect(changes.length).toBeGreaterThan(10);
  const unnoticed: string[] = [];
  for (const { key, entry } of [...changes, ...removals]) {
    const store = await putBack(after, key, entry);
    let opened: Person | undefined;
    try {
      opened = await person({ relay, store });
      await opened.handset.checkStorage();
      if ((await tamperedIn(opened)).length === 0) {
        unnoticed.push(key);
        continue;
      }
      const person_ = opened;
      await eventually(() =>
        person_.seen.some((event) => event.type === 'trouble' && event.code === 'VAULT_TAMPERED'),
      );
    } catch (error) {
      // Who the handset is, is not there any more: nothing starts without it.
      expect(error).toMatchObject({ code: 'VAULT_BROKEN' });
    } finally {
      await opened?.vault.close();
    }
  }
  expect(unnoticed).toEqual([]);
}, 60_000);

test('a handset whose ratchet was put back uses no key twice, and comes back as a new leaf', async () => {
  // Nothing else keeps it from it here: no keys are left out for lives that came between.
  const careless = (mls: Mls): Mls => ({
    ...mls,
    skip: async (state) => ({ state, changes: [], spent: [] }),
  });
  const relay = tinyRelay();
  const watch = keyWatch();
  const over = (mls: Mls): Mls => watch.over(careless(mls));
  const { ada, ofB, before, after } = await written(relay, over);
  const [old, now] = [await entriesOf(before), await entriesOf(after)];
  let cameBack = 0;
  for (const key of changedKeys(old, now)) {
    const entry = old.get(key);
    // A ratchet is a record that is written over.
    if (entry === undefined || !now.has(key)) continue;
    const opened = await person({ relay, store: await putBack(after, key, entry), over });
    if ((await tamperedIn(opened)).length > 0) {
      await opened.handset.send(ofB, { text: key }).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'VAULT_TAMPERED', retryable: true });
      });
      await opened.handset.settled();
      if (opened.seen.some(({ type }) => type === 'restored')) cameBack += 1;
    }
    await opened.vault.close();
  }
  expect(cameBack).toBeGreaterThan(0);
  expect(await watch.usedTwice(relay.posts.map(({ body }) => body))).toEqual([]);
  await ada.vault.close();
}, 60_000);

test('what was found is in the status until the person has acknowledged it', async () => {
  const relay = tinyRelay();
  const { ada, before, after } = await written(relay);
  await ada.vault.close();
  const [old, now] = [await entriesOf(before), await entriesOf(after)];
  const key = changedKeys(old, now).find((each) => old.has(each) && now.has(each))!;
  const store = await putBack(after, key, old.get(key));
  const first = await person({ relay, store });
  expect(await first.handset.checkStorage()).toMatchObject({ isWell: expect.any(Boolean) });
  const found = await tamperedIn(first);
  expect(found).not.toEqual([]);
  await first.vault.close();
  const second = await person({ relay, store });
  expect(await tamperedIn(second)).toEqual(found);
  await eventually(() => second.seen.some(({ type }) => type === 'trouble'));
  await second.handset.acknowledgeTampering();
  expect(await tamperedIn(second)).toEqual([]);
  expect(await second.handset.checkStorage()).toMatchObject({ isWell: true });
  await second.vault.close();
  const third = await person({ relay, store });
  expect(await tamperedIn(third)).toEqual([]);
  await third.vault.close();
});

test('the whole storage is looked through once a day, by itself, and at once when it is asked, with progress', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay });
  const looked = async () => (await ada.handset.status()).storage.checkedAtMs;
  expect(await looked()).toBeUndefined();
  const steps: (readonly [number, number])[] = [];
  const onProgress = (done: number, total: number): void => void steps.push([done, total]);
  const { records, isWell } = await ada.handset.checkStorage({ onProgress });
  expect(isWell).toBe(true);
  expect(steps.at(-1)).toEqual([records, records]);
  expect(await looked()).toBeGreaterThan(0);
  const stopped = AbortSignal.abort(new Error('enough'));
  await expect(ada.handset.checkStorage({ signal: stopped })).rejects.toThrow('enough');
  await ada.vault.close();
  await expect(ada.handset.checkStorage()).rejects.toMatchObject({ code: 'HANDSET_LOCKED' });
});
