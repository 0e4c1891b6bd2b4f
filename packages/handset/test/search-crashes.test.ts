import { createMemoryStore } from '@sotto/records-memory';
import { isSottoError } from '@sotto/core';
import { describe, expect, test } from 'vitest';
import type { Transaction } from '../src/storage/transaction.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import {
  conversationOf,
  idOf,
  makeBed,
  naiveFind,
  nameOf,
  rest,
  storedDocuments,
} from './search-fixture.ts';
import type { ModelMessage, SearchBed } from './search-fixture.ts';

/** What the story should have led to: after each step that was made durable. */
class Expected {
  readonly messages = new Map<string, ModelMessage>();
  /** What the step that is under way makes of it. */
  next: ReadonlyMap<string, ModelMessage> | undefined;
}

const textOf = (number: number): string => `all word${number} ${number % 2 === 0 ? 'even' : 'odd'}`;

/** Messages come in, are replaced and forgotten, and a conversation goes, with blocks being made and joined all the time. */
async function story(bed: SearchBed, expected: Expected): Promise<void> {
  const { store, search } = bed;
  const step = async (
    change: (next: Map<string, ModelMessage>) => void,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> => {
    const next = new Map(expected.messages);
    change(next);
    const tx = beginTransaction(store);
    await work(tx);
    expected.next = next;
    await tx.commit();
    expected.next = undefined;
    expected.messages.clear();
    for (const [name, message] of next) expected.messages.set(name, message);
    await rest();
  };
  const note = (number: number, text = textOf(number)): Promise<void> => {
    const message = { id: idOf(number), hlc: { physicalMs: number, counter: 0 }, text };
    const conversation = conversationOf(number % 2);
    return step(
      (next) => next.set(nameOf({ conversation, ...message }), { conversation, ...message }),
      (tx) => search.note(tx, conversation, message),
    );
  };
  const forget = (number: number): Promise<void> => {
    const conversation = conversationOf(number % 2);
    return step(
      (next) => next.delete(nameOf({ conversation, id: idOf(number) })),
      (tx) => search.forget(tx, conversation, idOf(number)),
    );
  };
  for (let number = 0; number < 9; number += 1) await note(number);
  await note(1, 'all else');
  for (const number of [0, 2, 3, 8]) await forget(number);
  for (let number = 10; number < 14; number += 1) await note(number);
  const left = [...expected.messages].filter(
    ([, { conversation }]) => conversation !== conversationOf(1),
  );
  expected.next = new Map(left);
  await search.forgetConversation(conversationOf(1));
  expected.messages.clear();
  for (const [name, message] of left) expected.messages.set(name, message);
  expected.next = undefined;
  await note(14);
}

/** Dies at a write, counted from the vault's making on, before it is applied or after. False: there was no such write. */
async function dieAndLook(write: number, when: 'before' | 'after'): Promise<boolean> {
  const memory = createMemoryStore();
  const expected = new Expected();
  let writes = 0;
  let isDead = false;
  let isBegun = false;
  const hook = (now: 'before' | 'after') => (): void => {
    if (!isBegun) return;
    if (now === 'before') writes += 1;
    if (isDead || now !== when || writes !== write) return;
    isDead = true;
    throw new Error('The power is cut here.');
  };
  const hooks = { onWrite: hook('before'), onWritten: hook('after') };
  const bed = await makeBed({ memory, hooks });
  isBegun = true;
  try {
    await story(bed, expected);
  } catch (error) {
    if (!isDead || !isSottoError(error)) throw error;
  }
  // What goes on behind met the dead store too.
  await rest();
  bed.stop.abort();
  if (!isDead) await bed.records.close();

  const again = await makeBed({ memory, again: true });
  const find = async (query: string): Promise<readonly string[]> =>
    (await again.search.find(query, { limit: 50 })).map(nameOf);
  const queries = ['all', 'even', 'odd', 'else', 'word1'];
  const found = await Promise.all(queries.map(find));
  const wanted = [expected.messages, ...(expected.next ? [expected.next] : [])].map((messages) =>
    queries.map((query) => naiveFind(messages.values(), query)),
  );
  expect(wanted).toContainEqual(found);
  await rest();
  expect(await Promise.all(queries.map(find))).toEqual(found);
  expect(await storedDocuments(again.store)).toHaveLength(found[0]!.length);
  again.stop.abort();
  return isDead;
}

describe('a handset that dies', () => {
  test.each(['before', 'after'] as const)(
    '%s any write of search finds afterwards what was committed, and keeps nothing else',
    async (when) => {
      let write = 1;
      while (await dieAndLook(write, when)) write += 1;
      // The story has blocks made, opened, joined and dropped.
      expect(write).toBeGreaterThan(30);
    },
  );
});
