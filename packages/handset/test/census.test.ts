import type { Records } from '@sotto/core';
import { expect, it } from 'vitest';
import { takeCensus } from '../src/vault/census/census.ts';
import { renewCover, setDuress } from '../src/vault/commands.ts';
import { headerKey } from '../src/vault/header.ts';
import { openVault } from '../src/vault/vault.ts';
import type { OpenVault } from '../src/vault/vault.ts';
import type { VaultParts } from '../src/vault/vault-parts.ts';
import { crypto, dump, hex, makeParts, makeVault, passphrase, text } from './vault-fixture.ts';
import { plainCover } from './vault-parts.ts';

const duress = 'somebody stands here';
const rest = async (): Promise<void> => {};

/** A vault with two tables of its own, one of them large, and a cover. */
async function vault(): Promise<VaultParts> {
  const parts = await makeParts();
  const { store, lock } = await makeVault(parts, { cover: plainCover });
  await store.write([
    { put: { table: 'diary', id: 'today' }, value: text('mine') },
    ...Array.from({ length: 600 }, (_, ordinal) => ({
      put: { table: 'pages', ordinal },
      value: text(`page ${ordinal}`),
    })),
  ]);
  await lock();
  return parts;
}

const census = (records: Records, { own, other }: OpenVault): Promise<number> =>
  takeCensus({ records, crypto, volumes: [own, other], rest });

async function keysOf({ records }: VaultParts): Promise<readonly string[]> {
  return (await dump(records)).map(({ key }) => hex(key)).filter((key) => key !== hex(headerKey));
}

it('removes nothing of a vault and its cover, whatever else is in the store', async () => {
  const parts = await vault();
  const before = await keysOf(parts);
  const [strange, rubbish] = [crypto.random(32), crypto.random(24)];
  await parts.records.write([
    { put: strange, value: text('of nobody') },
    { put: rubbish, value: crypto.random(100) },
    { put: text('sotto something'), value: text('beside the header') },
  ]);
  const opened = await openVault(parts, { passphrase });
  expect(await census(parts.records, opened)).toBe(2);
  expect(await keysOf(parts)).toEqual([...before, hex(text('sotto something'))].toSorted());
  await opened.lock();
});

it('removes all of the former vault after a duress passphrase, and nothing of what that opened', async () => {
  const parts = await vault();
  await setDuress(parts, { passphrase, duress });
  const all = await keysOf(parts);
  const opened = await openVault(parts, { passphrase: duress });
  const removed = await census(parts.records, opened);
  expect(removed).toBeGreaterThan(600);
  const left = await keysOf(parts);
  expect(left.length).toBe(all.length - removed);
  for (const entry of await dump(parts.records))
    if (entry.key.length === 24 || entry.key.length === 32)
      expect(await opened.own.holds(entry)).toBe(true);
  expect(await opened.store.get({ table: 'self', id: 'self' })).toBeDefined();
  expect(await census(parts.records, opened)).toBe(0);
  await opened.lock();
});

it('goes on with the next opening, at whatever write it was cut off', async () => {
  const parts = await vault();
  await setDuress(parts, { passphrase, duress });
  let removed = 0;
  for (let cuts = 0; ; cuts += 1) {
    const opened = await openVault(parts, { passphrase: duress });
    let writes = 0;
    const dying: Records = {
      ...parts.records,
      write: async (changes) => {
        writes += 1;
        await parts.records.write(changes);
        removed += changes.length;
        if (writes === 1) throw new Error('The power is cut here.');
      },
    };
    const done = await census(dying, opened).then(
      () => true,
      () => false,
    );
    expect(await opened.store.get({ table: 'self', id: 'self' })).toBeDefined();
    await opened.lock();
    if (done) {
      expect(cuts).toBeGreaterThan(3);
      break;
    }
  }
  expect(removed).toBeGreaterThan(600);
});

it('removes a cover that was renewed, and never the new one, also when a session still knows the old', async () => {
  const parts = await vault();
  const stale = await openVault(parts, { passphrase });
  const before = await keysOf(parts);
  await renewCover(parts, { passphrase });
  const both = await keysOf(parts);
  expect(both.length).toBeGreaterThan(before.length);
  // The header is another one when it looks, and also when it changes while it looks.
  const own = { tables: stale.own.tables, holds: stale.own.holds };
  const late: Records = {
    ...parts.records,
    get: async (key) => {
      const value = await parts.records.get(key);
      if (hex(key) !== hex(headerKey) || isRead) return value;
      isRead = true;
      return crypto.random(value!.length);
    },
  };
  let isRead = false;
  await takeCensus({ records: late, crypto, volumes: [own, stale.other], rest });
  expect(await keysOf(parts)).toEqual(both);
  await stale.lock();
  const fresh = await openVault(parts, { passphrase });
  await census(parts.records, fresh);
  expect((await keysOf(parts)).length).toBe(before.length);
  expect(await fresh.other.store.get({ table: 'self', id: 'self' })).toBeDefined();
  await fresh.lock();
});

it('leaves what its keys open, also where nothing says any more that there is such a table', async () => {
  const parts = await vault();
  const before = await keysOf(parts);
  const opened = await openVault(parts, { passphrase });
  const forgetful = ({ holds }: OpenVault['own']) => ({ holds, tables: async function* none() {} });
  const volumes = [forgetful(opened.own), forgetful(opened.other)];
  expect(await takeCensus({ records: parts.records, crypto, volumes, rest })).toBe(0);
  expect(await keysOf(parts)).toEqual(before);
  await opened.lock();
});

it('leaves a table of its own of which every record is damaged: that is for the roots to say', async () => {
  const parts = await vault();
  const empty = new Set(await keysOf(parts));
  const opened = await openVault(parts, { passphrase });
  await opened.store.write([{ put: { table: 'fragile', id: 'one' }, value: text('x') }]);
  const made = (await keysOf(parts)).filter((key) => !empty.has(key));
  expect(made).toHaveLength(1);
  await parts.records.write([{ put: Uint8Array.fromHex(made[0]!), value: new Uint8Array(92) }]);
  expect(await census(parts.records, opened)).toBe(0);
  expect(await keysOf(parts)).toContain(made[0]);
  await opened.lock();
});
