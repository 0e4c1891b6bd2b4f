import { readFileSync } from 'node:fs';
import type { Crypto, Plugin } from '@sotto/core';
import { definePlugin, isSottoError } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { memoryLink } from '@sotto/link-memory';
import { decodeCbor } from '@sotto/protocol';
import { memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { beforeAll, describe, expect, test } from 'vitest';
import { openVault as openHandsetVault } from '../src/open-vault.ts';
import { encodeFields } from '../src/storage/fields.ts';
import { handsetTables, tableRows } from '../src/storage/table-registry.ts';
import { padRecord, unpadRecord } from '../src/vault/padding.ts';
import { openVault } from '../src/vault/vault.ts';
import { fakePictures } from './fake-pictures.ts';
import { clockOf, storeOf } from './old-store.ts';
import { recordForms } from './record-forms.ts';
import type { RecordForm, Reader } from './record-forms.ts';
import { toldOf } from './told-of-handset.ts';
import { ada, imageOf, openUsed } from './used-handset.ts';
import { crypto, hex } from './vault-fixture.ts';
import { vaultParts } from './vault-parts.ts';

const { passphrase } = ada;
const versioned = Object.entries(recordForms).flatMap(([table, form]) =>
  typeof form === 'string' ? [] : [[table, form] as const],
);

/** The beginning of a record of this version, and nothing more. */
function beginning({ begins }: RecordForm, version: number): Uint8Array {
  return begins === 'array' ? encodeFields(version, []) : Uint8Array.of(version);
}

async function codeOf(reader: Reader, value: Uint8Array): Promise<string | undefined> {
  try {
    await reader(value);
    return undefined;
  } catch (error) {
    if (!isSottoError(error)) throw error;
    expect(error.message).toMatch(error.code === 'VAULT_NEWER' ? /later version .* Update/ : /./);
    return error.code;
  }
}

/** The newest version that this reader takes. */
async function newestOf(form: RecordForm, reader: Reader): Promise<number> {
  for (let version = 1; version < 24; version += 1)
    if ((await codeOf(reader, beginning(form, version + 1))) === 'VAULT_NEWER') return version;
  throw new Error('It takes every version.');
}

/** From the page: the version, or the word, by table. */
function onPage(): ReadonlyMap<string, string> {
  const page = readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8');
  const [records = ''] = page.split('## Stores');
  const rows = records.matchAll(/^\| `([a-z/-]+)` +\| ([^|]+?) +\|/gm);
  return new Map(Array.from(rows, ([, table = '', form = '']) => [table, form]));
}

describe('every table of the vault', () => {
  test('has a form with a version, or is one of those that have none for a reason', () => {
    expect(Object.keys(recordForms).toSorted()).toEqual(Object.keys(tableRows).toSorted());
  });

  test('refuses a record of a later version with VAULT_NEWER and a sentence, in every one of its readers', async () => {
    for (const [table, form] of versioned)
      for (const reader of form.readers) {
        const newest = await newestOf(form, reader);
        expect([table, await codeOf(reader, beginning(form, newest + 1))]).toEqual([
          ...[table, 'VAULT_NEWER'],
        ]);
        expect([table, await codeOf(reader, beginning(form, 0))]).toEqual([table, 'VAULT_BROKEN']);
      }
  });

  test('is on the page of formats with its version', async () => {
    const forms = new Map<string, string>();
    for (const [table, form] of Object.entries(recordForms)) {
      if (typeof form === 'string') forms.set(table, form);
      else {
        const all = await Promise.all(form.readers.map((reader) => newestOf(form, reader)));
        forms.set(table, [...new Set(all)].join(', '));
      }
    }
    expect(Object.fromEntries(onPage())).toEqual(Object.fromEntries(forms));
  });
});

/** Values of the used handset as it is after its upgrade, by table. */
async function valuesIn(store: MemoryStore): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  const records = await memoryRecords({ store: store.copy() }).create({});
  const vault = await openVault(vaultParts(records, crypto), { passphrase });
  const found = new Map<string, Uint8Array[]>();
  for (const group of await handsetTables.groupsIn((table) => vault.store.values(table)))
    for (const weight of ['live', 'bulk'] as const)
      for (const { name, kind } of handsetTables.tablesOf({ group, weight })) {
        const table = name in tableRows ? name : name.slice(0, name.indexOf('/'));
        const values = found.get(table) ?? [];
        if (kind === 'named')
          for await (const value of vault.store.values(name)) values.push(value);
        else for await (const { value } of vault.store.range(name, {})) values.push(value);
        if (values.length > 0) found.set(table, values);
      }
  await vault.lock();
  await records.close();
  return found;
}

/** The same medium, read by a program of before: what is in these values is of a later version. */
function readsAsLater(values: readonly Uint8Array[], { begins }: RecordForm) {
  const later = new Set(values.map(hex));
  const opened = new Set<string>();
  const plugin: Plugin<'crypto', never> = definePlugin({
    ...nodeCrypto(),
    create: async (services): Promise<Crypto> => {
      const good = await nodeCrypto().create(services);
      return {
        ...good,
        aeadOpen: async (algorithm, box) => {
          const padded = await good.aeadOpen(algorithm, box);
          if (padded === undefined || box.associatedData.length < 24) return padded;
          const value = valueOf(padded);
          if (value === undefined || !later.has(hex(value))) return padded;
          // Behind the label of the seal.
          opened.add(hex(box.associatedData.subarray(20)));
          const changed = value.slice();
          changed[begins === 'byte' ? 0 : changed[0] === 0x98 ? 2 : 1]! += 15;
          return padRecord(changed);
        },
      };
    },
  });
  return { plugin, opened };
}

function valueOf(padded: Uint8Array): Uint8Array | undefined {
  try {
    return unpadRecord(padded);
  } catch {
    return undefined;
  }
}

/** Tables whose records had no version in the vault's version 3. */
const hadNone: readonly string[] = ['synced', 'read-marks'];

describe('a handset that was used', () => {
  let store: MemoryStore;
  let values: ReadonlyMap<string, readonly Uint8Array[]>;
  beforeAll(async () => {
    store = await storeOf(ada);
    const vault = await openUsed(store);
    const handset = await vault.unlock({ passphrase });
    await toldOf(handset);
    await vault.close();
    values = await valuesIn(store);
  });

  test('has no record without a version but in the tables that have none', () => {
    let looked = 0;
    for (const [table, form] of versioned)
      for (const value of values.get(table) ?? []) {
        const cbor = form.begins === 'byte' ? [value[0]] : decodeCbor(value);
        // Written by the version of the fixture, when these had none.
        if (hadNone.includes(table)) continue;
        const [version] = cbor as readonly unknown[];
        expect([table, typeof version]).toEqual([table, 'number']);
        expect([table, Number(version) >= 1 && Number(version) < 24]).toEqual([table, true]);
        looked += 1;
      }
    expect(looked).toBeGreaterThan(200);
    expect(values.size).toBeGreaterThan(30);
  });

  test('whose records of one table are of a later version is refused by that alone, and they stay as they are', async () => {
    const before = await imageOf(store);
    const refused: string[] = [];
    let looked = 0;
    for (const [table, form] of versioned) {
      const some = values.get(table);
      if (some === undefined) continue;
      const { plugin, opened } = readsAsLater(some, form);
      const copy = store.copy();
      const vault = await openHandsetVault({
        plugins: [
          plugin,
          memoryRecords({ store: copy }),
          memoryLink({ relay: () => undefined }),
          fakePictures(),
        ],
        clock: clockOf(ada),
      });
      try {
        const handset = await vault.unlock({ passphrase });
        await toldOf(handset);
        for (const { id } of await handset.conversations())
          await handset.send(id, { text: 'by a program of before' });
        await handset.locker.open('of the locker');
        await handset.locker.notes();
        await handset.locker.pictures();
      } catch (error) {
        expect([table, isSottoError(error) ? error.code : error]).toEqual([table, 'VAULT_NEWER']);
        refused.push(table);
      } finally {
        await vault.close();
      }
      looked += opened.size;
      const after = await imageOf(copy);
      for (const key of opened) expect([table, after.get(key)]).toEqual([table, before.get(key)]);
    }
    expect(looked).toBeGreaterThan(100);
    expect(refused.length).toBeGreaterThanOrEqual(20);
  }, 120_000);
});
