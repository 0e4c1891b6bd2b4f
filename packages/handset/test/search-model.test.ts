import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { wordsOf } from '../src/search/words.ts';
import type { Hit } from '../src/search/search-index.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import type { Transaction } from '../src/storage/transaction.ts';
import { toHex } from '../src/hex.ts';
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

const texts = [
  'a ab abc',
  'Über Straße ab',
  'b ba bad',
  'straßenbahn 日本語',
  '日本 a',
  '...',
  'zebra',
  'a long text of many words that fills a block by its bytes alone zebra',
];
const queries = ['a', 'ab', 'uber', 'STRASS', 'b a', 'zebra', '日本', 'nothing', 'z l', ''];
const conversations = [0, 1, 2].map(conversationOf);

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('note' as const),
      conversation: fc.constantFrom(...conversations),
      id: fc.nat(20),
      ms: fc.nat(6),
      text: fc.constantFrom(...texts),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('forget' as const),
      conversation: fc.constantFrom(...conversations),
      id: fc.nat(20),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('commit' as const, 'commit' as const, 'drop' as const),
      conversation: fc.constantFrom(...conversations),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('find' as const),
      query: fc.constantFrom(...queries),
      only: fc.option(fc.constantFrom(...conversations), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('forgetConversation' as const),
      conversation: fc.constantFrom(...conversations),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('rest' as const, 'clear' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Search, and beside it what it should find. A conversation has one transaction at a time; those of several overlap. */
class Run {
  readonly bed: SearchBed;
  readonly committed = new Map<string, ModelMessage>();
  /** What each search found, and what it should have. */
  readonly found: (readonly string[])[] = [];
  readonly wanted: (readonly string[])[] = [];
  readonly open = new Map<
    ConversationId,
    { readonly tx: Transaction; readonly changes: Map<string, ModelMessage | undefined> }
  >();

  constructor(bed: SearchBed) {
    this.bed = bed;
  }

  draft(conversation: ConversationId) {
    const open = this.open.get(conversation) ?? {
      tx: beginTransaction(this.bed.store),
      changes: new Map<string, ModelMessage | undefined>(),
    };
    this.open.set(conversation, open);
    return open;
  }

  async end(conversation: ConversationId, how: 'commit' | 'drop'): Promise<void> {
    const open = this.open.get(conversation);
    this.open.delete(conversation);
    if (open === undefined || how === 'drop') return;
    await open.tx.commit();
    for (const [name, message] of open.changes) {
      if (message === undefined) this.committed.delete(name);
      else this.committed.set(name, message);
    }
  }

  async pages(query: string, limit: number, only: ConversationId | undefined): Promise<string[]> {
    const names: string[] = [];
    let before: Hit | undefined;
    for (;;) {
      const page = await this.bed.search.find(query, {
        limit,
        ...(only && { conversation: only }),
        ...(before && { before }),
      });
      names.push(...page.map(nameOf));
      if (page.length < limit) return names;
      before = page.at(-1);
    }
  }

  async take(taken: Step): Promise<void> {
    const { search } = this.bed;
    switch (taken.type) {
      case 'note': {
        const { conversation, text } = taken;
        const message = {
          id: idOf(taken.id),
          hlc: { physicalMs: taken.ms, counter: conversations.indexOf(conversation) },
          text,
        };
        const { tx, changes } = this.draft(conversation);
        changes.set(nameOf({ conversation, id: message.id }), { conversation, ...message });
        return search.note(tx, conversation, message);
      }
      case 'forget': {
        const { conversation } = taken;
        const { tx, changes } = this.draft(conversation);
        changes.set(nameOf({ conversation, id: idOf(taken.id) }), undefined);
        return search.forget(tx, conversation, idOf(taken.id));
      }
      case 'commit':
      case 'drop':
        return this.end(taken.conversation, taken.type);
      case 'find': {
        const { query, limit, only } = taken;
        this.found.push(await this.pages(query, limit, only));
        this.wanted.push(naiveFind(this.committed.values(), query, only));
        return;
      }
      case 'forgetConversation': {
        this.open.delete(taken.conversation);
        await search.forgetConversation(taken.conversation);
        for (const [name, { conversation }] of this.committed)
          if (conversation === taken.conversation) this.committed.delete(name);
        return;
      }
      case 'rest':
        return rest();
      case 'clear': {
        for (const conversation of conversations) await this.end(conversation, 'commit');
        search.clear();
        return;
      }
    }
  }
}

describe('search, beside looking at every message', () => {
  test('finds the same, in the same order, in pages of any length, and stores each message once and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 120, size: 'max' }),
        async (steps) => {
          const run = new Run(await makeBed());
          for (const taken of steps) await run.take(taken);
          expect(run.found).toEqual(run.wanted);
          for (const conversation of conversations) await run.end(conversation, 'commit');
          await rest();
          for (const query of queries)
            expect(await run.pages(query, 3, undefined)).toEqual(
              naiveFind(run.committed.values(), query),
            );
          const expected = [...run.committed.values()]
            .filter(({ text }) => wordsOf(text).length > 0)
            .map(({ id, text }) => `${toHex(id)} ${wordsOf(text).toSorted().join(' ')}`);
          expect(await storedDocuments(run.bed.store)).toEqual(expected.sort());
          run.bed.stop.abort();
        },
      ),
      { numRuns: 150 },
    );
  });
});
