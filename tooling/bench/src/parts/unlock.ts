import { join } from 'node:path';
import { createPlugin, definePlugin } from '@sotto/core';
import type { Crypto, Plugin, Records, Services } from '@sotto/core';
import { openVault } from '@sotto/handset';
import type { Handset, Vault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { takePhotograph } from '@sotto/photograph';
import { sharpPictures } from '@sotto/pictures-sharp';
import { sqliteRecords } from '@sotto/records-sqlite';
import { grownPieces, sourceOf } from '../backup-fixtures.ts';
import type { Cost, Measure, Part, PartContext } from '../measure.ts';
import { cost, quantile } from '../measure.ts';
import { timedCrypto } from '../timed-crypto.ts';
import type { TimedCrypto } from '../timed-crypto.ts';

const sizes = [10_000, 100_000];
const rounds = 9;
const pictures = 3;
const passphrase = 'correct horse battery';

/** Opening a handset with its passphrase, and closing it again. */
export const unlockPart: Part = {
  name: 'unlock',
  title: 'Unlocking and locking',
  method: `A handset that was used for years, on \`records-sqlite\`, with its cover, at the cost of Argon2id that this machine chose; without a relay. Texts of 4 to 20 words in one conversation, and ${pictures} photographs. Unlock: from the call until the list of conversations is there. Lock: from the call until its keys are overwritten; then until the store is closed. In use: after searches for many words, all of the newest 2,000 messages, and the photographs, all of which it has to let go. Each figure is the median of ${rounds}; processor time is of the whole process, Argon2id among it; primitives are the time inside \`crypto-node\` of the same run, without Argon2id. Growth: with ten times as many messages.`,
  maxSeconds: 900,
  run: async (context) => {
    const found: Figures[] = [];
    for (const count of sizes) {
      context.progress(`unlock: ${count} messages`);
      found.push(await measure(context, count));
    }
    const [few, many] = found;
    if (few === undefined || many === undefined) throw new Error('Two sizes make a growth.');
    const table = 'At so many messages';
    return rows.flatMap(([what, unit]) => [
      ...found.map((figures, at): Measure => {
        const column = (sizes[at] ?? 0).toLocaleString('en');
        return { what, value: figures[what], unit, cell: { table, column } };
      }),
      { what, value: many[what] / few[what], unit: '×', cell: { table, column: 'growth' } },
    ]);
  },
};

const rows = [
  ['unlock', 'ms'],
  ['unlock, processor time', 'ms'],
  ['Argon2id by itself, processor time', 'ms'],
  ['unlock ÷ Argon2id, processor time', '×'],
  ['all but Argon2id, processor time', 'ms'],
  ['all but Argon2id ÷ its primitives', '×'],
  ['records read', 'records'],
  ['lock, right after unlocking', 'ms'],
  ['its processor time', 'ms'],
  ['lock, in use', 'ms'],
  ['its processor time, in use', 'ms'],
  ['then until the store is closed', 'ms'],
] as const;
type Figures = Record<(typeof rows)[number][0], number>;

async function measure(context: PartContext, count: number): Promise<Figures> {
  const path = (name: string): string => join(context.folder, `${count}-${name}`);
  const pieces = await grownPieces(context, {
    ...{ path: path('small'), count, passphrase },
    first: async (handset) => {
      const { id } = await handset.notes();
      for (let seed = 1; seed <= pictures; seed += 1)
        await handset.send(id, { picture: await takePhotograph({ seed }) });
    },
  });
  const primitives = timedCrypto();
  const stretching = timedStretching(primitives.plugin);
  const store = readRecords(sqliteRecords({ path: path('handset.db') }));
  const open = (): Promise<Vault> =>
    openVault({ plugins: [stretching.plugin, store.plugin, websocketLink(), sharpPictures()] });
  const made = await open();
  const from = sourceOf(pieces);
  const restored = await made.restore({ passphrase, from, open: { passphrase } });
  // It is back at once: its notes are its own.
  for (let tries = 0; tries < 100 && (await restored.devices()).length < 2; tries += 1)
    await new Promise((done) => setTimeout(done, 100));
  const shown = await picturesOf(restored);
  await made.close();

  const samples: Figures[] = [];
  for (let round = -1; round < rounds; round += 1) {
    // Each time another one, so that nothing is left in memory from the time before.
    const vault = await open();
    const first = await unlock(vault, { primitives, stretching, store });
    const [fresh] = await cost(() => first.handset.lock());
    const { handset } = await unlock(vault, { primitives, stretching, store });
    await use(handset, shown);
    const [used] = await cost(() => handset.lock());
    const [closed] = await cost(() => vault.close());
    // The first round warms up.
    if (round < 0) continue;
    const rest = first.whole.cpuMs - first.argon2id.cpuMs;
    samples.push({
      unlock: first.whole.ms,
      'unlock, processor time': first.whole.cpuMs,
      'Argon2id by itself, processor time': first.argon2id.cpuMs,
      'unlock ÷ Argon2id, processor time': first.whole.cpuMs / first.argon2id.cpuMs,
      'all but Argon2id, processor time': rest,
      'all but Argon2id ÷ its primitives': rest / first.primitivesMs,
      'records read': first.records,
      'lock, right after unlocking': fresh.ms,
      'its processor time': fresh.cpuMs,
      'lock, in use': used.ms,
      'its processor time, in use': used.cpuMs,
      'then until the store is closed': closed.ms,
    });
  }
  const median = (what: keyof Figures): number =>
    quantile(
      samples.map((sample) => sample[what]),
      0.5,
    );
  return Object.fromEntries(rows.map(([what]) => [what, median(what)])) as Figures;
}

interface Probes {
  readonly primitives: TimedCrypto;
  readonly stretching: ReturnType<typeof timedStretching>;
  readonly store: ReturnType<typeof readRecords>;
}

async function unlock(
  vault: Vault,
  { primitives, stretching, store }: Probes,
): Promise<{
  readonly handset: Handset;
  readonly whole: Cost;
  readonly argon2id: Cost;
  readonly primitivesMs: number;
  readonly records: number;
}> {
  primitives.take();
  store.take();
  const [whole, handset] = await cost(async () => {
    const opened = await vault.unlock({ passphrase });
    await opened.conversations();
    return opened;
  });
  const { ms: primitivesMs } = primitives.take();
  return { handset, whole, argon2id: stretching.take(), primitivesMs, records: store.take() };
}

type MessageId = Parameters<Handset['picture']>[1];

async function picturesOf(handset: Handset): Promise<readonly MessageId[]> {
  const { id } = await handset.notes();
  const found: MessageId[] = [];
  let before: string | undefined;
  do {
    const page = await handset.history(id, { limit: 200, ...(before ? { before } : {}) });
    found.push(
      ...page.messages.flatMap((message) => (message.body.kind === 'picture' ? message.id : [])),
    );
    before = page.before;
  } while (before !== undefined);
  if (found.length !== pictures) throw new Error(`There are ${found.length} pictures.`);
  return found;
}

/** What a person looks at: it is then in memory. */
async function use(handset: Handset, shown: readonly MessageId[]): Promise<void> {
  const { id } = await handset.notes();
  for (const word of ['a', 'be', 'ca', 'do', 'mu', 'to']) await handset.search(word);
  let before: string | undefined;
  for (let pages = 0; pages < 10; pages += 1) {
    const page = await handset.history(id, { limit: 200, ...(before ? { before } : {}) });
    before = page.before;
  }
  for (const message of shown) await handset.picture(id, message);
}

/** A crypto plugin that keeps what the last Argon2id took. */
function timedStretching(good: Plugin<'crypto'>): {
  readonly plugin: Plugin<'crypto'>;
  readonly take: () => Cost;
} {
  let last: Cost = { ms: 0, cpuMs: 0 };
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Crypto> => {
      const real = await createPlugin(good, services as Services);
      return {
        ...real,
        argon2id: async (input) => {
          const [took, key] = await cost(() => real.argon2id(input));
          last = took;
          return key;
        },
      };
    },
  });
  return { plugin, take: () => last };
}

/** A records plugin that counts what is read. */
function readRecords(good: Plugin<'records', 'clock'>): {
  readonly plugin: Plugin<'records', 'clock'>;
  readonly take: () => number;
} {
  let read = 0;
  const plugin = definePlugin({
    ...good,
    create: async (services): Promise<Records> => {
      const real = await createPlugin(good, services as Services);
      return {
        ...real,
        get: (key) => {
          read += 1;
          return real.get(key);
        },
        range: async function* (range) {
          for await (const entry of real.range(range)) {
            read += 1;
            yield entry;
          }
        },
      };
    },
  });
  return {
    plugin,
    take: () => {
      const taken = read;
      read = 0;
      return taken;
    },
  };
}
