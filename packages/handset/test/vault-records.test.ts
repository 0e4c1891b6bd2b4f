import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Crypto } from '@sotto/core';
import type { SealedChange } from '../src/vault/sealed-store.ts';
import {
  collect,
  crypto,
  dump,
  hex,
  makeParts,
  makeVault,
  read,
  reopen,
  text,
  withoutRoots,
} from './vault-fixture.ts';
import { watchKeys } from './watched-keys.ts';

describe('the records of a vault', () => {
  it('come back under their names, by id and by ordinal, also after it was opened anew', async () => {
    const parts = await makeParts();
    const { store, lock } = await makeVault(parts);
    await store.write([
      { put: { table: 'self', id: 'profile' }, value: text('named') },
      { put: { table: 'self', id: Uint8Array.of(1, 2, 3) }, value: text('by bytes') },
      { put: { table: 'history/x', ordinal: 7 }, value: text('seventh') },
    ]);
    await lock();
    const again = (await reopen(parts)).store;
    expect(read((await again.get({ table: 'self', id: 'profile' }))!)).toBe('named');
    expect(read((await again.get({ table: 'self', id: Uint8Array.of(1, 2, 3) }))!)).toBe(
      'by bytes',
    );
    expect(read((await again.get({ table: 'history/x', ordinal: 7 }))!)).toBe('seventh');
    expect(await again.get({ table: 'self', id: 'absent' })).toBeUndefined();
    expect(await again.get({ table: 'history/x', ordinal: 8 })).toBeUndefined();
    await again.write([{ remove: { table: 'self', id: 'profile' } }]);
    expect(await again.get({ table: 'self', id: 'profile' })).toBeUndefined();
  });

  it('hold any value up to the bound, and refuse a longer one without writing anything', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    const name = { table: 't', id: 'i' };
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 9_000 }), async (value) => {
        await store.write([{ put: name, value }]);
        expect(await store.get(name)).toEqual(value);
      }),
      { numRuns: 60 },
    );
    const largest = new Uint8Array(16_252_928).fill(1);
    await store.write([{ put: name, value: largest }]);
    expect((await store.get(name))?.length).toBe(largest.length);
    const changes: SealedChange[] = [
      { remove: name },
      { put: name, value: new Uint8Array(largest.length + 1) },
    ];
    await expect(store.write(changes)).rejects.toMatchObject({ code: 'VAULT_BOUNDS' });
    expect((await store.get(name))?.length).toBe(largest.length);
  });

  it('are listed in the order of their ordinals, either way, between bounds, and up to a limit', async () => {
    const { store } = await makeVault(await makeParts());
    const ordinals = [0, 1, 255, 256, 65_536, 2 ** 32, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER];
    await store.write(
      ordinals
        .toReversed()
        .map((ordinal) => ({ put: { table: 'h', ordinal }, value: text(`${ordinal}`) })),
    );
    await store.write([{ put: { table: 'another', ordinal: 3 }, value: text('not in it') }]);
    const listed = async (range: object): Promise<number[]> => {
      const records = await collect(store.range('h', range));
      for (const { ordinal, value } of records) expect(read(value)).toBe(`${ordinal}`);
      return records.map(({ ordinal }) => ordinal);
    };
    expect(await listed({})).toEqual(ordinals);
    expect(await listed({ reverse: true })).toEqual(ordinals.toReversed());
    expect(await listed({ from: 1, to: 2 ** 32 })).toEqual([1, 255, 256, 65_536]);
    expect(await listed({ from: 1, reverse: true, limit: 2 })).toEqual(
      ordinals.toReversed().slice(0, 2),
    );
    expect(await listed({ to: 256, reverse: true, limit: 1 })).toEqual([255]);
    expect(await listed({ limit: 0 })).toEqual([]);
    await expect(collect(store.range('h', { from: -1 }))).rejects.toMatchObject({
      code: 'VAULT_BOUNDS',
    });
    await expect(store.get({ table: 'h', ordinal: 2 ** 53 })).rejects.toMatchObject({
      code: 'VAULT_BOUNDS',
    });
    await expect(store.get({ table: 'h', ordinal: 0.5 })).rejects.toMatchObject({
      code: 'VAULT_BOUNDS',
    });
  });

  it('are streamed in pages of any size, large ones among them', async () => {
    const { store } = await makeVault(await makeParts());
    const changes = Array.from({ length: 300 }, (_, ordinal) => ({
      put: { table: 'h', ordinal },
      value: new Uint8Array(ordinal % 50 === 0 ? 100_000 : 10).fill(ordinal % 251),
    }));
    await store.write(changes);
    const seen = await collect(store.range('h', {}));
    expect(seen.map(({ ordinal }) => ordinal)).toEqual(changes.map(({ put }) => put.ordinal));
    for (const [index, { value }] of seen.entries()) expect(value).toEqual(changes[index]?.value);
    let first: number | undefined;
    for await (const { ordinal } of store.range('h', { reverse: true })) {
      first = ordinal;
      break;
    }
    expect(first).toBe(299);
  });

  it('of a table by id are all listed, and those of no other table', async () => {
    const { store } = await makeVault(await makeParts());
    const values = Array.from({ length: 100 }, (_, index) => `value ${index}`);
    await store.write(
      values.map((value, index) => ({
        put: { table: 'contacts', id: `${index}` },
        value: text(value),
      })),
    );
    await store.write([
      { put: { table: 'contact', id: '1' }, value: text('other table') },
      { put: { table: 'contacts', ordinal: 1 }, value: text('same name, other kind') },
    ]);
    const listed = (await collect(store.values('contacts'))).map(read);
    expect(listed.toSorted()).toEqual(values.toSorted());
    expect(await collect(store.values('nothing'))).toEqual([]);
  });

  it('change only in the order of the calls, however long each takes to seal', async () => {
    // A primitive that takes its time is another thread's: it does not answer in the order in which it was asked.
    const later: Crypto = {
      ...crypto,
      aeadSeal: async (algorithm, box) => {
        await new Promise((resolve) => setTimeout(resolve, box.data.length / 100_000));
        return crypto.aeadSeal(algorithm, box);
      },
    };
    const { store } = await makeVault({ ...(await makeParts()), crypto: later });
    const name = { table: 't', id: 'i' };
    const writes = [4_000_000, 10, 900_000, 1, 300_000, 2].map((length, index) =>
      store.write([{ put: name, value: new Uint8Array(length).fill(index + 1) }]),
    );
    await Promise.all(writes);
    expect(await store.get(name)).toEqual(new Uint8Array(2).fill(6));
  });

  it('of one write appear together or not at all, and a write that fails does not stop the next', async () => {
    const parts = await makeParts({ maxBytes: 20_000 });
    const { store } = await makeVault(parts);
    const big: SealedChange = { put: { table: 't', id: 'big' }, value: new Uint8Array(30_000) };
    const small: SealedChange = { put: { table: 't', id: 'small' }, value: text('small') };
    const full = store.write([small, big]);
    const next = store.write([{ put: { table: 't', id: 'next' }, value: text('next') }]);
    await expect(full).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      retryable: true,
      cause: { code: 'RECORDS_FULL' },
    });
    await next;
    expect(await store.get({ table: 't', id: 'small' })).toBeUndefined();
    expect(read((await store.get({ table: 't', id: 'next' }))!)).toBe('next');
  });

  it('are taken at once: the caller may change its buffer after the call', async () => {
    const { store } = await makeVault(await makeParts());
    const value = text('as given');
    const written = store.write([{ put: { table: 't', id: 'i' }, value }]);
    value.fill(0);
    await written;
    expect(read((await store.get({ table: 't', id: 'i' }))!)).toBe('as given');
  });
});

describe('whoever has the disk', () => {
  it('sees neither names nor values, and no two records of one length bucket apart', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    const empty = await dump(parts.records);
    await store.write([
      { put: { table: 'a table name', id: 'an id' }, value: text('a value') },
      {
        put: { table: 'a table name', id: 'another' },
        value: text('a value that is a little longer'),
      },
    ]);
    const entries = await dump(parts.records);
    const everything = entries.map(({ key, value }) => hex(key) + hex(value)).join(' ');
    for (const secret of ['a table name', 'an id', 'a value', 'another', 'correct horse']) {
      expect(everything).not.toContain(hex(text(secret)));
    }
    const lengths = withoutRoots(entries, empty).map(({ value }) => value.length);
    expect(lengths).toEqual([12 + 64 + 16, 12 + 64 + 16]);
  });

  it('cannot tell that one id is in two tables, or that two vaults hold the same', async () => {
    const keysOf = async (): Promise<string[]> => {
      const parts = await makeParts();
      const { store } = await makeVault(parts);
      const empty = await dump(parts.records);
      await store.write([
        { put: { table: 'one', id: 'id' }, value: text('x') },
        { put: { table: 'two', id: 'id' }, value: text('x') },
      ]);
      const entries = withoutRoots(await dump(parts.records), empty);
      return entries.flatMap(({ key, value }) => [
        hex(key.subarray(0, 16)),
        hex(key.subarray(16)),
        hex(value),
      ]);
    };
    const all = [...(await keysOf()), ...(await keysOf())];
    expect(new Set(all).size).toBe(12);
  });

  it('has to break a key for each table: no two are sealed under one', async () => {
    const parts = await makeParts();
    const { crypto: watched, keys } = watchKeys(crypto);
    const { store } = await makeVault({ ...parts, crypto: watched });
    const keyOf = async (table: string): Promise<string> => {
      const before = new Set([...keys].map(hex));
      await store.write([{ put: { table, id: 'id' }, value: text('x') }]);
      const made = [...keys].map(hex).filter((key) => !before.has(key));
      return made.join();
    };
    const [one, two] = [await keyOf('one'), await keyOf('two')];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toMatch(/^[0-9a-f]{64}$/);
    expect(two).not.toBe(one);
    expect(await keyOf('one')).toBe('');
  });

  it('cannot swap, move, copy between tables, cut or change a record without it being noticed', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    const empty = await dump(parts.records);
    const names = [
      { table: 'a', id: '1' },
      { table: 'a', id: '2' },
      { table: 'b', id: '1' },
      { table: 'c', ordinal: 1 },
      { table: 'c', ordinal: 2 },
    ];
    await store.write(names.map((put, index) => ({ put, value: text(`value ${index}`) })));
    const entries = withoutRoots(await dump(parts.records), empty);
    expect(entries).toHaveLength(5);
    const reads = async (): Promise<string[]> =>
      Promise.all(
        names.map((name) =>
          store.get(name).then(
            (value) => (value === undefined ? 'absent' : read(value)),
            (error: { code: string }) => error.code,
          ),
        ),
      );
    for (const target of entries) {
      for (const source of entries) {
        if (source === target) continue;
        await parts.records.write([{ put: target.key, value: source.value }]);
        expect((await reads()).filter((result) => result === 'VAULT_BROKEN')).toHaveLength(1);
      }
      for (let length = 0; length < target.value.length; length += 7) {
        await parts.records.write([{ put: target.key, value: target.value.subarray(0, length) }]);
        expect((await reads()).filter((result) => result === 'VAULT_BROKEN')).toHaveLength(1);
      }
      for (let bit = 0; bit < target.value.length * 8; bit += 5) {
        const value = target.value.slice();
        value[bit >> 3]! ^= 1 << (bit & 7);
        await parts.records.write([{ put: target.key, value }]);
        expect((await reads()).filter((result) => result === 'VAULT_BROKEN')).toHaveLength(1);
      }
      await parts.records.write([{ put: target.key, value: target.value }]);
    }
    expect(await reads()).toEqual(names.map((_, index) => `value ${index}`));
    await parts.records.write([{ put: entries[0]!.key, value: crypto.random(100) }]);
    const listings = [
      ...['a', 'b'].map((table) => collect(store.values(table))),
      collect(store.range('c', {})),
    ];
    const settled = await Promise.allSettled(listings);
    const broken = settled.filter((result) => result.status === 'rejected');
    expect(broken.map(({ reason }) => reason.code)).toEqual(['VAULT_BROKEN']);
  });

  it('sees another ciphertext each time the same value is written', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    const empty = await dump(parts.records);
    const seen = new Set<string>();
    for (let index = 0; index < 20; index += 1) {
      await store.write([{ put: { table: 't', id: 'i' }, value: text('same') }]);
      for (const { value } of withoutRoots(await dump(parts.records), empty)) seen.add(hex(value));
    }
    expect(seen.size).toBe(20);
  });
});
