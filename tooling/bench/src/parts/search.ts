import { join } from 'node:path';
import type { Clock, Crypto, RecordChange, Records } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { sqliteRecords } from '@sotto/records-sqlite';
import { systemClock } from '@sotto/relay';
import type { Measure, Part, PartContext } from '../measure.ts';
import { quantile, timed } from '../measure.ts';
import { openSearchPeer } from '../search-peer.ts';

const stages = [10_000, 100_000] as const;
const limit = 20;
const wordsOfAKind = 15;
const forgotten = 20;
const tableTitle = 'At so many messages';

/** Searching texts that nobody but the handset can read. */
export const searchPart: Part = {
  name: 'search',
  title: `Searching ${stages.map((count) => count.toLocaleString('en')).join(' and ')} messages`,
  method: `Texts of 4 to 20 words whose frequencies follow Zipf's law, in 50 conversations, on \`records-sqlite\`; ${limit} hits at most, newest first. Cold: the first search after unlocking. Warm: later ones. Each figure is the median over ${wordsOfAKind} words of a kind. Noting: all that it takes, also making blocks, in transactions of 64 messages. Written: keys and sealed values, without the messages themselves; a record is put for each message, and removed again when a block is made. The peer: FTS5 of the same SQLite with the same durability, in clear, without the texts.`,
  maxSeconds: 300,
  run: async (context) => {
    const { makeSearch, makeTexts } = await fixtures(context);
    const crypto = await createPlugin(nodeCrypto(), undefined as never);
    const inner = await createPlugin(sqliteRecords({ path: join(context.folder, 'search.db') }), {
      clock: systemClock,
    } as never);
    const counted = countWrites(inner);
    const search = await makeSearch({ records: counted.records, crypto, clock: systemClock });
    const peer = openSearchPeer(join(context.folder, 'fts5.db'));
    const texts = makeTexts(stages.at(-1) ?? 0);
    const measures: Measure[] = [];
    let noted = 0;
    for (const count of stages) {
      context.progress(`search: ${count} messages`);
      const column = count.toLocaleString('en');
      const fresh = texts.slice(noted, count);
      noted = count;
      const put = (what: string, value: number, unit: string): void =>
        void measures.push({ what, value, unit, cell: { table: tableTitle, column } });
      const beside = (what: string, ours: number, peers: number): void => {
        put(what, ours, 'ms');
        const cell = { table: tableTitle, column: `FTS5 at ${column}` };
        measures.push({ what, value: peers, unit: 'ms', cell });
        const ratio = { table: tableTitle, column: `ratio at ${column}` };
        measures.push({ what, value: ours / peers, unit: '×', cell: ratio });
      };
      counted.reset();
      const [noteMs] = await timed(async () => {
        await search.note(fresh);
        await search.rest();
      });
      const [peerMs] = await timed(async () => peer.note(fresh));
      beside('noting one', (noteMs - search.restMs) / fresh.length, peerMs / fresh.length);
      put('written for one', counted.bytes() / fresh.length, 'B');
      put('records put for one', counted.puts() / fresh.length, 'records');
      const loads = [];
      for (let at = 0; at < 5; at += 1) loads.push((await timed(search.reload))[0]);
      put('loading at unlock', quantile(loads, 0.5), 'ms');
      for (const [kind, queries] of queriesOf(texts.slice(0, count)))
        for (const how of ['cold', 'warm'] as const)
          beside(`${kind}, ${how}`, await ours(queries, how), await peers(queries, how));
      const chosen = (at: number): number => Math.floor((count * (at + 0.5)) / forgotten);
      const [forgetMs] = await timed(async () => {
        for (let at = 0; at < forgotten; at += 1) await search.forget(chosen(at));
      });
      const [peerForgetMs] = await timed(async () => {
        for (let at = 0; at < forgotten; at += 1) peer.forget(chosen(at), texts[chosen(at)] ?? '');
      });
      beside('forgetting one', forgetMs / forgotten, peerForgetMs / forgotten);
    }

    async function ours(queries: readonly string[], how: 'cold' | 'warm'): Promise<number> {
      return median(queries, how, search.reload, (query) => search.find(query, limit));
    }
    async function peers(queries: readonly string[], how: 'cold' | 'warm'): Promise<number> {
      return median(
        queries,
        how,
        async () => peer.reload(),
        async (query) => peer.find(query, limit),
      );
    }
    search.stop();
    peer.close();
    await inner.close();
    return [...summary(measures), ...measures];
  },
};

/** What was aimed at, with as many messages as there were. */
function summary(measures: readonly Measure[]): readonly Measure[] {
  const column = (stages.at(-1) ?? 0).toLocaleString('en');
  const largest = (isMeant: (what: string) => boolean): number =>
    Math.max(
      ...measures
        .filter(({ what, cell }) => cell?.column === column && isMeant(what))
        .map(({ value }) => value),
    );
  return [
    {
      what: 'the slowest kind of search, cold',
      value: largest((what) => what.endsWith('cold')),
      unit: 'ms',
      target: 50,
    },
    {
      what: 'loading at unlock',
      value: largest((what) => what.startsWith('loading')),
      unit: 'ms',
      target: 200,
    },
    {
      what: 'written for a message',
      value: largest((what) => what.startsWith('written')),
      unit: 'B',
      target: 300,
    },
  ];
}

async function median(
  queries: readonly string[],
  how: 'cold' | 'warm',
  reload: () => Promise<void>,
  find: (query: string) => Promise<number>,
): Promise<number> {
  const samples: number[] = [];
  if (how === 'warm') for (const query of queries) await find(query);
  for (const query of queries) {
    if (how === 'cold') await reload();
    const [ms, found] = await timed(() => find(query));
    if (found === 0) throw new Error('A word that is there was not found.');
    samples.push(ms);
  }
  return quantile(samples, 0.5);
}

/** Words of each kind, which all are in some message. */
function queriesOf(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.split(' '))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
  const rare = byCount.filter((word) => counts.get(word) === counts.get(byCount.at(-1) ?? ''));
  const spread = (words: readonly string[]): readonly string[] =>
    Array.from(
      { length: wordsOfAKind },
      (_, at) => words[Math.floor((at * words.length) / wordsOfAKind)] ?? '',
    );
  return new Map([
    ['one of the 100 most frequent words', spread(byCount.slice(0, 100))],
    ['one of the next 1,000', spread(byCount.slice(100, 1_100))],
    ['the rarest words', spread(rare)],
    ['the first two letters of a word', spread(byCount).map((word) => word.slice(0, 2))],
    [
      'two words of one message',
      spread(texts).map((text) => text.split(' ').slice(0, 2).join(' ')),
    ],
  ]);
}

function countWrites(inner: Records) {
  let puts = 0;
  let bytes = 0;
  const records: Records = {
    ...inner,
    write: (changes: readonly RecordChange[]) => {
      for (const change of changes) {
        if (!('put' in change)) continue;
        puts += 1;
        bytes += change.put.length + change.value.length;
      }
      return inner.write(changes);
    },
  };
  return {
    records,
    puts: () => puts,
    bytes: () => bytes,
    reset: () => {
      puts = 0;
      bytes = 0;
    },
  };
}

interface Fixtures {
  readonly makeTexts: (count: number) => readonly string[];
  readonly makeSearch: (parts: {
    readonly records: Records;
    readonly crypto: Crypto;
    readonly clock: Clock;
  }) => Promise<{
    readonly note: (texts: readonly string[]) => Promise<void>;
    readonly rest: () => Promise<void>;
    readonly restMs: number;
    readonly forget: (message: number) => Promise<void>;
    readonly reload: () => Promise<void>;
    readonly find: (query: string, limit: number) => Promise<number>;
    readonly stop: () => void;
  }>;
}

// Search is no part of the handset's public face alone: it is measured by what its tests are made of.
async function fixtures({ root }: PartContext): Promise<Fixtures> {
  const folder = join(root, 'packages/handset/test');
  const { makeSearch } = (await import(join(folder, 'make-search.ts'))) as Pick<
    Fixtures,
    'makeSearch'
  >;
  const { makeTexts } = (await import(join(folder, 'search-texts.ts'))) as Pick<
    Fixtures,
    'makeTexts'
  >;
  return { makeSearch, makeTexts };
}
