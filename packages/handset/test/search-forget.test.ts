import { describe, expect, test } from 'vitest';
import type { Transaction } from '../src/storage/transaction.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import {
  conversationOf,
  idOf,
  inTransaction,
  makeBed,
  rest,
  storedDocuments,
  storedValues,
} from './search-fixture.ts';
import type { SearchBed } from './search-fixture.ts';

// Words that share no beginning with others, so that they are stored in one piece wherever they are.
const ending = (number: number): string => `secret${String(number).padStart(2, '0')}`;
const secret = (number: number): string =>
  `${String.fromCodePoint(0x62 + number)}${ending(number)}`;

async function holding(bed: SearchBed, count: number): Promise<readonly boolean[]> {
  const values = await storedValues(bed.store);
  return Array.from({ length: count }, (_, number) =>
    values.some((value) => Buffer.from(value).includes(ending(number))),
  );
}

async function fill(count: number, of = (_number: number) => 0): Promise<SearchBed> {
  const bed = await makeBed();
  for (let number = 0; number < count; number += 1) {
    await inTransaction(bed.store, (tx) =>
      bed.search.note(tx, conversationOf(of(number)), {
        id: idOf(number),
        hlc: { physicalMs: number, counter: 0 },
        text: `${secret(number)} all`,
      }),
    );
  }
  await rest();
  return bed;
}

const forget = (bed: SearchBed, tx: Transaction, number: number): Promise<void> =>
  bed.search.forget(tx, conversationOf(0), idOf(number));

describe('a message that was forgotten', () => {
  test('is in no stored value once the transaction is committed, wherever it was', async () => {
    const count = 9;
    for (let gone = 0; gone < count; gone += 1) {
      const bed = await fill(count);
      const all = Array.from({ length: count }, () => true);
      expect(await holding(bed, count)).toEqual(all);
      await inTransaction(bed.store, (tx) => forget(bed, tx, gone));
      expect(await holding(bed, count)).toEqual(all.with(gone, false));
      await rest();
      expect(await holding(bed, count)).toEqual(all.with(gone, false));
      expect(await bed.search.find('all', { limit: 20 })).toHaveLength(count - 1);
      bed.stop.abort();
    }
  });

  test('is as before when the transaction is dropped', async () => {
    const bed = await fill(9);
    for (let number = 0; number < 9; number += 1)
      await forget(bed, beginTransaction(bed.store), number);
    await rest();
    expect(await bed.search.find('all', { limit: 20 })).toHaveLength(9);
    expect(await storedDocuments(bed.store)).toHaveLength(9);
  });

  test('leaves no words either when its text was replaced', async () => {
    const bed = await fill(9);
    for (let number = 0; number < 9; number += 1) {
      await inTransaction(bed.store, (tx) =>
        bed.search.note(tx, conversationOf(0), {
          id: idOf(number),
          hlc: { physicalMs: number, counter: 0 },
          text: 'all else',
        }),
      );
    }
    expect(await holding(bed, 9)).toEqual(Array.from({ length: 9 }, () => false));
    expect(await bed.search.find('all else', { limit: 20 })).toHaveLength(9);
  });

  test('is gone also when many are forgotten at once, and in no order', async () => {
    const bed = await fill(20);
    await inTransaction(bed.store, async (tx) => {
      await Promise.all([17, 3, 5, 11, 2, 19].map((number) => forget(bed, tx, number)));
    });
    const found = await bed.search.find('all', { limit: 20 });
    expect(found.map(({ hlc }) => hlc.physicalMs)).toEqual([
      18, 16, 15, 14, 13, 12, 10, 9, 8, 7, 6, 4, 1, 0,
    ]);
    expect((await holding(bed, 20)).filter(Boolean)).toHaveLength(14);
  });

  test('was never there: nothing happens', async () => {
    const bed = await fill(5);
    await inTransaction(bed.store, async (tx) => {
      await forget(bed, tx, 77);
      await bed.search.forget(tx, conversationOf(9), idOf(0));
    });
    expect(await bed.search.find('all', { limit: 20 })).toHaveLength(5);
  });
});

describe('a conversation that was forgotten', () => {
  test('leaves nothing, and the others are found as before', async () => {
    const bed = await fill(21, (number) => number % 3);
    await bed.search.forgetConversation(conversationOf(1));
    expect(await holding(bed, 21)).toEqual(
      Array.from({ length: 21 }, (_, number) => number % 3 !== 1),
    );
    const found = await bed.search.find('all', { limit: 50 });
    expect(found).toHaveLength(14);
    expect(await bed.search.find('all', { limit: 50, conversation: conversationOf(1) })).toEqual(
      [],
    );
    const values = await storedValues(bed.store);
    expect(values.some((value) => Buffer.from(value).includes(conversationOf(1)))).toBe(false);
  });

  test('can begin anew', async () => {
    const bed = await fill(9);
    await bed.search.forgetConversation(conversationOf(0));
    await inTransaction(bed.store, (tx) =>
      bed.search.note(tx, conversationOf(0), {
        id: idOf(1),
        hlc: { physicalMs: 1, counter: 0 },
        text: 'all',
      }),
    );
    expect(await bed.search.find('all', { limit: 50 })).toHaveLength(1);
  });
});
