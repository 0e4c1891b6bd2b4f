import type { RecordChange } from '@sotto/core';
import { createMemoryStore } from '@sotto/records-memory';
import { describe, expect, test } from 'vitest';
import { searchTables } from '../src/search/search-tables.ts';
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

const conversation = conversationOf(0);
const noteOf = (number: number, text: string) => ({
  id: idOf(number),
  hlc: { physicalMs: number, counter: 0 },
  text,
});

/** Holds up the write that makes a block, until let go. */
function blockGate() {
  let meet: (() => void) | undefined;
  let open: (() => void) | undefined;
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isUsed = false;
  return {
    met,
    open: () => open?.(),
    onWrite: async (_n: number, changes: readonly RecordChange[]) => {
      const removes = changes.filter((change) => 'remove' in change).length;
      if (isUsed || removes < 4) return;
      isUsed = true;
      meet?.();
      await opened;
    },
  };
}

/** Four messages, which the background is about to make a block of. */
async function atTheGate(): Promise<{ readonly bed: SearchBed; readonly open: () => void }> {
  const gate = blockGate();
  const bed = await makeBed({ hooks: { onWrite: gate.onWrite } });
  await inTransaction(bed.store, async (tx) => {
    for (const number of [1, 2, 3, 4])
      await bed.search.note(tx, conversation, noteOf(number, `all before${number}`));
  });
  await gate.met;
  return { bed, open: gate.open };
}

const holds = async (bed: SearchBed, text: string): Promise<boolean> =>
  (await storedValues(bed.store)).some((value) => Buffer.from(value).includes(text));

describe('while a block is being made', () => {
  test('a message of it that is forgotten leaves no words', async () => {
    const { bed, open } = await atTheGate();
    const tx = beginTransaction(bed.store);
    const forgetting = bed.search.forget(tx, conversation, idOf(2));
    open();
    await forgetting;
    await rest();
    await tx.commit();
    expect(await holds(bed, 'before2')).toBe(false);
    await rest();
    expect(await holds(bed, 'before2')).toBe(false);
    expect(await bed.search.find('all', { limit: 9 })).toHaveLength(3);
  });

  test('a message of it that is replaced is found by its new words alone', async () => {
    const { bed, open } = await atTheGate();
    const tx = beginTransaction(bed.store);
    const noting = bed.search.note(tx, conversation, noteOf(2, 'all after'));
    open();
    await noting;
    await rest();
    await tx.commit();
    expect(await holds(bed, 'before2')).toBe(false);
    expect(await bed.search.find('after', { limit: 9 })).toHaveLength(1);
    expect(await storedDocuments(bed.store)).toHaveLength(4);
  });

  test('a new message is noted and found once the block is there', async () => {
    const { bed, open } = await atTheGate();
    const tx = beginTransaction(bed.store);
    const noting = bed.search.note(tx, conversation, noteOf(5, 'all five'));
    const finding = bed.search.find('all', { limit: 9 });
    open();
    expect(await finding).toHaveLength(4);
    await noting;
    await tx.commit();
    expect(await bed.search.find('all', { limit: 9 })).toHaveLength(5);
  });

  test('a transaction that is not committed yet keeps its messages out of blocks', async () => {
    const bed = await makeBed();
    const tx = beginTransaction(bed.store);
    await inTransaction(bed.store, async (other) => {
      for (const number of [1, 2, 3, 4, 5])
        await bed.search.note(other, conversation, noteOf(number, `all before${number}`));
    });
    for (const number of [1, 2, 3, 4, 5]) await bed.search.forget(tx, conversation, idOf(number));
    await rest();
    expect(await bed.search.find('all', { limit: 9 })).toHaveLength(5);
    await tx.commit();
    expect(await bed.search.find('all', { limit: 9 })).toEqual([]);
    expect(await storedDocuments(bed.store)).toEqual([]);
  });

  test('locking ends it quietly, and all is found after unlocking', async () => {
    const memory = createMemoryStore();
    const gate = blockGate();
    const bed = await makeBed({ memory, hooks: { onWrite: gate.onWrite } });
    await inTransaction(bed.store, async (tx) => {
      for (const number of [1, 2, 3, 4, 5])
        await bed.search.note(tx, conversation, noteOf(number, 'all'));
    });
    await gate.met;
    const finding = bed.search.find('all', { limit: 9 });
    bed.stop.abort(Object.assign(new Error('locked'), { name: 'Locked' }));
    bed.search.clear();
    const locking = bed.vault.lock();
    gate.open();
    await locking;
    await expect(finding).rejects.toMatchObject({ code: 'HANDSET_LOCKED' });
    await expect(bed.search.find('all', { limit: 9 })).rejects.toMatchObject({
      code: 'HANDSET_LOCKED',
    });
    await rest();
    await bed.records.close();
    const again = await makeBed({ memory, again: true });
    expect(await again.search.find('all', { limit: 9 })).toHaveLength(5);
  });
});

describe('a search', () => {
  test('ends when its signal aborts', async () => {
    const bed = await makeBed();
    await inTransaction(bed.store, async (tx) => {
      for (let number = 0; number < 20; number += 1)
        await bed.search.note(tx, conversation, noteOf(number, `all ${number}`));
    });
    await rest();
    const giveUp = new AbortController();
    giveUp.abort(new Error('Enough.'));
    await expect(bed.search.find('all', { limit: 9, signal: giveUp.signal })).rejects.toThrow(
      'Enough.',
    );
  });

  test('meets a damaged record as VAULT_BROKEN, and no other one is the worse for it', async () => {
    const bed = await makeBed();
    await inTransaction(bed.store, async (tx) => {
      for (let number = 0; number < 9; number += 1)
        await bed.search.note(tx, conversation, noteOf(number, number === 0 ? 'old' : 'all'));
    });
    await rest();
    await bed.store.write([
      { put: { table: searchTables.words, ordinal: 0 }, value: Uint8Array.of(1, 4, 1, 97, 200) },
    ]);
    bed.search.clear();
    await expect(bed.search.find('old', { limit: 9 })).rejects.toMatchObject({
      code: 'VAULT_BROKEN',
    });
    expect(await bed.search.find('all', { limit: 1 })).toHaveLength(1);
  });
});
