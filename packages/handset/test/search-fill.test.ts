import { expect, test } from 'vitest';
import { fillSearch } from '../src/search/fill-search.ts';
import { loadSearch } from '../src/search/load-search.ts';
import { searchTables } from '../src/search/search-tables.ts';
import { makeTexts } from './search-texts.ts';
import {
  conversationOf,
  idOf,
  inTransaction,
  instantClock,
  makeBed,
  naiveFind,
  nameOf,
  rest,
  small,
} from './search-fixture.ts';
import type { ModelMessage } from './search-fixture.ts';

test('an index that was filled at once finds what every look at the messages finds, and goes on as any other', async () => {
  const bed = await makeBed();
  const { store, stop } = bed;
  bed.search.clear();
  const messages: ModelMessage[] = makeTexts(63).map((text, at) => ({
    conversation: conversationOf(Math.floor(at / 20)),
    id: idOf(at),
    hlc: { physicalMs: 1_000 + at, counter: 0 },
    text: at === 7 ? '…' : text,
  }));
  const limits = { ...small, blockWordBytes: 10_000 };
  const filling = await fillSearch(store, limits);
  for (const { conversation, ...message } of messages) await filling.add(conversation, message);
  await inTransaction(store, async (tx) => filling.finish(tx));
  // Fifteen blocks of four at once; beside them, two that fill none. One has no words.
  expect((await Array.fromAsync(store.range(searchTables.heads, {}))).length).toBe(15);
  expect((await Array.fromAsync(store.values(searchTables.recent))).length).toBe(2);

  const search = await loadSearch({ store, clock: instantClock, stopping: stop.signal }, limits);
  const words = [...new Set(messages.flatMap(({ text }) => text.split(' ')))];
  const same = async (query: string): Promise<void> => {
    const found = await search.find(query, { limit: 1_000 });
    expect(found.map(nameOf)).toEqual(naiveFind(messages, query));
  };
  for (const word of words) await same(word);
  const more = { id: idOf(200), hlc: { physicalMs: 5_000, counter: 0 }, text: words[0]! };
  messages.push({ conversation: conversationOf(9), ...more });
  await inTransaction(store, (tx) => search.note(tx, conversationOf(9), more));
  messages.splice(3, 1);
  await inTransaction(store, (tx) => search.forget(tx, conversationOf(0), idOf(3)));
  await rest();
  for (const word of words) await same(word);
});
