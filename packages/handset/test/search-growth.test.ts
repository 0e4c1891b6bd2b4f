import { expect, test, vi } from 'vitest';
import { searchLimits } from '../src/search-limits.ts';
import type * as BlockHeads from '../src/search/block-head.ts';
import { mayHold } from '../src/search/block-head.ts';
import { searchTables } from '../src/search/search-tables.ts';
import { conversationOf, inTransaction, makeBed, rest } from './search-fixture.ts';

vi.mock('../src/search/block-head.ts', async (importOriginal) => {
  const real = await importOriginal<typeof BlockHeads>();
  return { ...real, mayHold: vi.fn<typeof mayHold>(real.mayHold) };
});

const limits = { ...searchLimits, blockMessages: 8, tidyBlockMessages: 4, mergeDelayMs: 0 };

function randomId(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}

test('a new message is looked for in no block, however many there are', async () => {
  const { search, store } = await makeBed({ limits });
  const first = randomId();
  let physicalMs = 0;
  const note = async (id: Uint8Array): Promise<void> => {
    physicalMs += 1;
    const message = { id, hlc: { physicalMs, counter: 0 }, text: `word ${physicalMs}` };
    await inTransaction(store, (tx) => search.note(tx, conversationOf(1), message));
  };
  await note(first);
  for (let at = 0; at < 400; at += 1) {
    await note(randomId());
    if (at % 50 === 0) await rest();
  }
  await rest();
  const blocks = await Array.fromAsync(store.range(searchTables.heads, {}));
  expect(blocks.length).toBeGreaterThan(40);
  expect(mayHold).not.toHaveBeenCalled();
  // One that is in a block is looked for.
  await note(first);
  expect(mayHold).toHaveBeenCalled();
  expect((await search.find('word 1', { limit: 1_000 })).length).toBeGreaterThan(0);
});
