import { describe, expect, it } from 'vitest';
import type { AeadInput, Crypto } from '@sotto/core';
import * as fc from 'fast-check';
import { headerKey } from '../src/vault/header.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { openVault, readVaultState } from '../src/vault/vault.ts';
import { turns } from './step-clock.ts';
import {
  cheap,
  collect,
  crypto,
  dump,
  makeParts,
  makeVault,
  passphrase,
  read,
  reopen,
  text,
  wipe,
} from './vault-fixture.ts';

async function headerOf(parts: Awaited<ReturnType<typeof makeParts>>): Promise<Uint8Array> {
  const header = await parts.records.get(headerKey);
  if (header === undefined) throw new Error('no header');
  return header;
}

describe('making a vault', () => {
  it('turns an empty store into a locked one, and never overwrites a handset', async () => {
    const parts = await makeParts();
    expect(await readVaultState(parts.records)).toBe('empty');
    await expect(reopen(parts)).rejects.toMatchObject({ code: 'HANDSET_ABSENT' });
    const { store } = await makeVault(parts);
    await store.write([{ put: { table: 't', id: 'i' }, value: text('kept') }]);
    expect(await readVaultState(parts.records)).toBe('locked');
    await expect(makeVault(parts)).rejects.toMatchObject({ code: 'HANDSET_EXISTS' });
    expect(read((await (await reopen(parts)).store.get({ table: 't', id: 'i' }))!)).toBe('kept');
  });

  it('writes the first records together with the header, or nothing', async () => {
    const first = [{ put: { table: 'self', id: 'i' }, value: text('me') }];
    const parts = await makeParts();
    await makeVault(parts, { first });
    expect(read((await (await reopen(parts)).store.get({ table: 'self', id: 'i' }))!)).toBe('me');
    // There is room for the header alone.
    const full = await makeParts({ maxBytes: 2_000 });
    const much = [{ put: { table: 'self', id: 'i' }, value: new Uint8Array(1_800) }];
    await expect(makeVault(full, { first: much })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readVaultState(full.records)).toBe('empty');
    await makeVault(full);
  });

  it('removes what a wipe that was cut off has left', async () => {
    const parts = await makeParts();
    const { store } = await makeVault(parts);
    await store.write([{ put: { table: 't', id: 'i' }, value: text('old') }]);
    await parts.records.write([{ remove: headerKey }]);
    await makeVault(parts);
    // The header and the root over nothing.
    expect(await dump(parts.records)).toHaveLength(2);
  });

  it('takes 8 characters, counted after normalising, and not 7', async () => {
    await expect(makeVault(await makeParts(), { passphrase: '1234567' })).rejects.toMatchObject({
      code: 'PASSPHRASE_TOO_SHORT',
    });
    await expect(
      makeVault(await makeParts(), { passphrase: '\u{1F511}'.repeat(7) }),
    ).rejects.toMatchObject({ code: 'PASSPHRASE_TOO_SHORT' });
    // Seven letters, one of them written as two code points.
    await expect(
      makeVault(await makeParts(), { passphrase: 'e\u0301abcdef' }),
    ).rejects.toMatchObject({ code: 'PASSPHRASE_TOO_SHORT' });
    await makeVault(await makeParts(), { passphrase: '\u{1F511}'.repeat(8) });
  });

  it('takes 4,096 bytes of passphrase, and not 4,097', async () => {
    const parts = await makeParts();
    await makeVault(parts, { passphrase: 'x'.repeat(4_096) });
    await reopen(parts, 'x'.repeat(4_096));
    await expect(reopen(parts, 'x'.repeat(4_097))).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await expect(
      makeVault(await makeParts(), { passphrase: 'x'.repeat(4_097) }),
    ).rejects.toMatchObject({ code: 'PASSPHRASE_TOO_LONG' });
  });

  it('costs what takes half a second on this device unless told otherwise, and opens at that cost', async () => {
    const costs: unknown[] = [];
    const watched: Crypto = {
      ...crypto,
      argon2id: (input) => {
        const { memoryKiB, passes, parallelism, salt, length } = input;
        costs.push([memoryKiB, passes, parallelism, salt.length, length]);
        return crypto.argon2id({ ...input, ...cheap });
      },
    };
    // A device that fills 64 MiB in 50 ms.
    let ms = 0;
    const elapsedMs = (): number => (ms += 50);
    const parts = { ...(await makeParts()), crypto: watched, elapsedMs };
    await createVault(parts, { passphrase });
    await openVault(parts, { passphrase });
    const probe = [65_536, 1, 1, 16, 32];
    const chosen = [212_992, 3, 1, 16, 32];
    expect(costs).toEqual([probe, probe, chosen, chosen]);
  });

  it('costs less memory and as much work on a device that turns out not to have the memory', async () => {
    const costs: [number, number][] = [];
    const poor: Crypto = {
      ...crypto,
      argon2id: ({ memoryKiB, passes, ...input }) => {
        costs.push([memoryKiB, passes]);
        if (memoryKiB > 100_000) return Promise.reject(new RangeError('no memory'));
        return crypto.argon2id({ ...input, memoryKiB: 8, passes: 1 });
      },
    };
    // A device that fills 64 MiB in 20 ms.
    let ms = 0;
    const elapsedMs = (): number => (ms += 20);
    const parts = { ...(await makeParts()), crypto: poor, elapsedMs };
    await createVault(parts, { passphrase });
    await openVault(parts, { passphrase });
    expect(costs.slice(2)).toEqual([
      [262_144, 6],
      [131_072, 12],
      [65_536, 16],
      [65_536, 16],
    ]);
    const none: Crypto = { ...poor, argon2id: () => Promise.reject(new RangeError('no memory')) };
    const without = { ...(await makeParts()), crypto: none };
    const made = createVault(without, {
      passphrase,
      unsafeArgon2: { ...cheap, memoryKiB: 65_536 },
    });
    await expect(made).rejects.toThrow('no memory');
  });

  it('stops when it is aborted, leaving the store empty', async () => {
    const parts = await makeParts();
    const stop = new AbortController();
    const made = makeVault(parts, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(made).rejects.toThrow('enough');
    expect(await readVaultState(parts.records)).toBe('empty');
  });
});

describe('opening a vault', () => {
  it('takes the passphrase however its accents were typed, and no other', async () => {
    const parts = await makeParts();
    await makeVault(parts, { passphrase: 'cr\u00e8me br\u00fbl\u00e9e \u2460' });
    await reopen(parts, 'cre\u0300me bru\u0302le\u0301e 1');
    for (const wrong of [
      '',
      'creme brulee 1',
      'cr\u00e8me br\u00fbl\u00e9e 1 ',
      'CR\u00c8ME BR\u00dbL\u00c9E 1',
    ]) {
      await expect(reopen(parts, wrong)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    }
  });

  it('tells a damaged header from a wrong passphrase, at every bit', async () => {
    const parts = await makeParts();
    await makeVault(parts);
    const header = await headerOf(parts);
    for (let bit = 0; bit < header.length * 8; bit += 1) {
      const damaged = header.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await parts.records.write([{ put: headerKey, value: damaged }]);
      const code = await reopen(parts).then(
        () => 'opened',
        (error: { code: string }) => error.code,
      );
      // The version byte may become a later one.
      expect(code).toBe(bit >> 3 === 8 && damaged[8]! > 4 ? 'VAULT_NEWER' : 'VAULT_BROKEN');
    }
    await parts.records.write([{ put: headerKey, value: header }]);
    await reopen(parts);
  });

  it('takes any bytes for a header without doing anything but say what they are', async () => {
    const parts = await makeParts();
    const prefix = fc.constantFrom(
      text(''),
      text('SOTTOVLT'),
      Uint8Array.of(...text('SOTTOVLT'), 1),
      Uint8Array.of(...text('SOTTOVLT'), 3),
      Uint8Array.of(...text('SOTTOVLT'), 4),
    );
    await fc.assert(
      fc.asyncProperty(prefix, fc.uint8Array({ maxLength: 700 }), async (begin, rest) => {
        await parts.records.write([{ put: headerKey, value: Uint8Array.of(...begin, ...rest) }]);
        const error = await reopen(parts).catch((reason: unknown) => reason);
        const told = ['VAULT_BROKEN', 'VAULT_NEWER', 'VAULT_OLDER'];
        expect(told).toContain((error as { code: string }).code);
      }),
    );
  });

  it('pays no cost beyond the bounds, even when the checksum says that the header is whole', async () => {
    const costs: [number, number, number][] = [
      [524_289, 1, 1],
      [0xffffffff, 1, 1],
      [65_536, 17, 1],
      [65_536, 0, 1],
      [65_536, 3, 5],
      [65_536, 3, 0],
      [7, 1, 1],
    ];
    const parts = await makeParts();
    await makeVault(parts);
    const header = await headerOf(parts);
    const watched: Crypto = { ...crypto, argon2id: () => Promise.reject(new Error('paid')) };
    for (const [memoryKiB, passes, parallelism] of costs) {
      await parts.records.write([
        { put: headerKey, value: await withCost(header, memoryKiB, passes, parallelism) },
      ]);
      await expect(openVault({ ...parts, crypto: watched }, { passphrase })).rejects.toMatchObject({
        code: 'VAULT_BROKEN',
      });
    }
    await parts.records.write([{ put: headerKey, value: await withCost(header, 524_288, 16, 4) }]);
    await expect(openVault({ ...parts, crypto: watched }, { passphrase })).rejects.toThrow('paid');
  });

  it('fails when costs or salt beside the slot were changed, checksum and all', async () => {
    const parts = await makeParts();
    await makeVault(parts);
    const header = await headerOf(parts);
    await parts.records.write([{ put: headerKey, value: await withCost(header, 16, 1, 1) }]);
    await expect(reopen(parts)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    // The same stretched key, so that only the slot's associated data can tell.
    const fixed: Crypto = { ...crypto, argon2id: async () => new Uint8Array(32).fill(9) };
    const other = await makeParts();
    await createVault({ ...other, crypto: fixed }, { passphrase, unsafeArgon2: cheap });
    const changed = await withCost(await headerOf(other), 16, 1, 1);
    await openVault({ ...other, crypto: fixed }, { passphrase });
    await other.records.write([{ put: headerKey, value: changed }]);
    await expect(openVault({ ...other, crypto: fixed }, { passphrase })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
  });
});

describe('locking', () => {
  it('ends everything, also a listing under way', async () => {
    const { store, lock } = await makeVault(await makeParts());
    const name = { table: 't', id: 'i' };
    await store.write([
      { put: name, value: text('x') },
      ...Array.from({ length: 100 }, (_, ordinal) => ({
        put: { table: 'h', ordinal },
        value: text('y'),
      })),
    ]);
    const listing = store.range('h', {})[Symbol.asyncIterator]();
    await listing.next();
    await lock();
    const locked = { code: 'HANDSET_LOCKED' };
    await expect(listing.next()).rejects.toMatchObject(locked);
    await expect(store.get(name)).rejects.toMatchObject(locked);
    await expect(store.write([{ remove: name }])).rejects.toMatchObject(locked);
    await expect(collect(store.values('t'))).rejects.toMatchObject(locked);
    await expect(collect(store.range('h', {}))).rejects.toMatchObject(locked);
    await expect(store.usedBytes()).rejects.toMatchObject(locked);
    await lock();
  });

  it('lets a write that had begun finish, sealed with the real key, and a read, opened with it', async () => {
    const slow: Crypto = {
      ...crypto,
      aeadSeal: async (...args) => turns().then(() => crypto.aeadSeal(...args)),
      aeadOpen: async (...args) => turns().then(() => crypto.aeadOpen(...args)),
    };
    const parts = await makeParts();
    const name = { table: 't', id: 'i' };
    const { store, lock } = await makeVault({ ...parts, crypto: slow });
    const written = store.write([{ put: name, value: text('last words') }]);
    await Promise.all([lock(), written]);
    const again = await reopen({ ...parts, crypto: slow });
    const found = again.store.get(name);
    await Promise.all([again.lock(), found]);
    expect(read((await found)!)).toBe('last words');
  });

  it('overwrites every key that the vault holds, and no key is used after that', async () => {
    const keys = new Set<Uint8Array>();
    const keep = (input: AeadInput): AeadInput => {
      keys.add(input.key);
      return input;
    };
    const watched: Crypto = {
      ...crypto,
      aeadSeal: (algorithm, input) => crypto.aeadSeal(algorithm, keep(input)),
      aeadOpen: (algorithm, input) => crypto.aeadOpen(algorithm, keep(input)),
      hmac: (algorithm, key, data) => {
        keys.add(key);
        return crypto.hmac(algorithm, key, data);
      },
      hkdfExpand: (algorithm, prk, info, length) => {
        keys.add(prk);
        return crypto.hkdfExpand(algorithm, prk, info, length);
      },
      argon2id: async (input) => {
        const key = await crypto.argon2id(input);
        keys.add(key);
        return key;
      },
    };
    const parts = { ...(await makeParts()), crypto: watched };
    const { store, lock } = await makeVault(parts);
    await store.write([{ put: { table: 't', id: 'i' }, value: text('x') }]);
    await store.get({ table: 't', id: 'i' });
    await lock();
    // Stretched passphrase, four slots' keys, two master keys, name key, tables key, root key, the keys of a table and
    // of that of the roots.
    expect(keys.size).toBe(12);
    for (const key of keys) expect(key).toEqual(new Uint8Array(key.length));
  });
});

describe('wiping', () => {
  it('destroys the slot first, then everything, without a passphrase', async () => {
    const steps: string[] = [];
    const parts = await makeParts({
      onWrite: (_, changes) => {
        for (const change of changes) {
          const key = 'put' in change ? change.put : change.remove;
          if (read(key) === read(headerKey))
            steps.push('put' in change ? 'overwritten' : 'removed');
        }
      },
    });
    const { store } = await makeVault(parts);
    await store.write([{ put: { table: 't', id: 'i' }, value: text('x') }]);
    const header = await headerOf(parts);
    steps.length = 0;
    await wipe(parts);
    expect(steps).toEqual(['overwritten', 'removed']);
    expect(await dump(parts.records)).toEqual([]);
    expect(await readVaultState(parts.records)).toBe('empty');
    expect(header).not.toHaveLength(0);
    await makeVault(parts);
  });

  it('leaves nothing that opens, at whatever step the process dies', async () => {
    for (const dies of [1, 2]) {
      let writes = 0;
      let armed = false;
      const parts = await makeParts();
      await makeVault(parts, { first: [{ put: { table: 't', id: 'i' }, value: text('x') }] });
      armed = true;
      const dying = {
        ...parts.records,
        write: async (changes: Parameters<typeof parts.records.write>[0]) => {
          writes += 1;
          await parts.records.write(changes);
          if (armed && writes >= dies) throw new Error('dead');
        },
        wipe: () => Promise.reject(new Error('dead')),
      };
      await expect(wipe({ ...parts, records: dying })).rejects.toThrow('dead');
      await expect(reopen(parts)).rejects.toMatchObject({
        code: expect.stringMatching(/^(VAULT_BROKEN|VAULT_NEWER|VAULT_OLDER|HANDSET_ABSENT)$/),
      });
    }
  });

  it('works on a damaged header, on a full store, and on an empty one', async () => {
    const parts = await makeParts({ maxBytes: 2_000 });
    await makeVault(parts);
    await parts.records.write([{ put: headerKey, value: text('rubbish') }]);
    const room = 2_000 - (await parts.records.usedBytes());
    await parts.records.write([{ put: text('filler'), value: new Uint8Array(room - 6) }]);
    await wipe(parts);
    expect(await dump(parts.records)).toEqual([]);
    await wipe(parts);
  });

  it('says so when it could not', async () => {
    const parts = await makeParts();
    await makeVault(parts);
    const stuck = { ...parts.records, wipe: () => Promise.reject(new Error('medium failed')) };
    await expect(wipe({ ...parts, records: stuck })).rejects.toThrow('medium failed');
  });
});

/** The header with other costs and a checksum that is right again. */
async function withCost(
  header: Uint8Array,
  memoryKiB: number,
  passes: number,
  parallelism: number,
): Promise<Uint8Array> {
  const changed = header.slice();
  new DataView(changed.buffer).setUint32(10, memoryKiB);
  changed[14] = passes;
  changed[15] = parallelism;
  const checksum = await crypto.hash('SHA-256', changed.subarray(0, -16));
  changed.set(checksum.subarray(0, 16), changed.length - 16);
  return changed;
}
