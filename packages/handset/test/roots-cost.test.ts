import type { Crypto } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { MemoryStore } from '@sotto/records-memory';
import { expect, test } from 'vitest';
import { createKeyRing } from '../src/vault/key-ring.ts';
import { createSealedRecords } from '../src/vault/sealed-records.ts';
import type { SealedRecords } from '../src/vault/sealed-records.ts';
import type { SealedChange } from '../src/vault/sealed-store.ts';
import { countedRecords } from './counted-records.ts';
import { crypto, text } from './vault-fixture.ts';

interface Calls {
  hmac: number;
  aeadSeal: number;
  random: number;
  gets: number;
  puts: number;
}

/** A volume that counts what it asks of its primitives and of its store. */
async function openCounted(
  store: MemoryStore,
): Promise<{ sealed: SealedRecords; close: () => Promise<void>; take: () => Calls }> {
  const none = { hmac: 0, aeadSeal: 0, random: 0 };
  let calls = { ...none };
  const counted: Crypto = {
    ...crypto,
    hmac: (...input) => ((calls.hmac += 1), crypto.hmac(...input)),
    aeadSeal: (...input) => ((calls.aeadSeal += 1), crypto.aeadSeal(...input)),
  };
  const { plugin, take } = countedRecords(memoryRecords({ store }));
  const records = await plugin.create({} as never);
  const keys = await createKeyRing(counted, new Uint8Array(32).fill(5));
  const random = (length: number): Uint8Array => ((calls.random += 1), crypto.random(length));
  const sealed = createSealedRecords({ records, crypto: counted, random }, keys);
  return {
    sealed,
    close: async () => {
      await sealed.lock();
      await records.close();
    },
    take: () => {
      const { gets, puts } = take();
      const taken = { ...calls, gets, puts };
      calls = { ...none };
      return taken;
    },
  };
}

const said = (ordinal: number, value: string): SealedChange => ({
  put: { table: 'history/a', ordinal },
  value: text(value),
});

test('a write costs the roots two seals and a hash for each record, however many there are', async () => {
  const costs: Calls[] = [];
  for (const many of [10, 2_000]) {
    const { sealed, close, take } = await openCounted(createMemoryStore());
    for (let from = 0; from < many; from += 10)
      await sealed.store.write(
        Array.from({ length: 10 }, (_, at) => said(from + at, `${from + at}`)),
      );
    take();
    await sealed.store.write([1, 2, 3, 4, 5].map((ordinal) => said(ordinal, 'changed')));
    costs.push(take());
    await close();
  }
  // Five records, the root of their group, the top; what they replace is neither read nor hashed again.
  const cost = { hmac: 7, aeadSeal: 7, random: 1, gets: 0, puts: 7 };
  expect(costs).toEqual([cost, cost]);
});
