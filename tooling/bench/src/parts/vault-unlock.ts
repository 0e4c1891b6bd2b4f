import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Crypto, Records } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { sqliteRecords } from '@sotto/records-sqlite';
import { systemClock } from '@sotto/relay';
import type { Measure, Part, PartContext } from '../measure.ts';
import { quantile } from '../measure.ts';
import { compareRanks } from '../ranks.ts';

const rounds = 200;
const kinds = ['real', 'duress', 'wrong'] as const;
type Given = (typeof kinds)[number];

const costs = [
  ['64 MiB, 3 passes', { memoryKiB: 65_536, passes: 3, parallelism: 1 }],
  ['nearly no Argon2id', { memoryKiB: 8, passes: 1, parallelism: 1 }],
] as const;

/** Whether the time tells which passphrase it was. */
export const vaultUnlockPart: Part = {
  name: 'vault-unlock',
  title: `Opening a vault: ${rounds} times each by the passphrase, the duress one and a wrong one, in turn`,
  method:
    'The vault alone, on `records-sqlite`: from the passphrase to its keys, or to the refusal. Each try on a fresh copy of one store, the three in a new order each round. Once at the least cost of a vault, and once with nearly no Argon2id, where a difference in the rest would show. A wrong one ends earlier by what only an opening does: one write more, and keys. The chance that duress took longer than real is 50 % when the time tells nothing; p is that of a difference as large by luck (Mann and Whitney, two-sided).',
  maxSeconds: 1_500,
  run: async (context) => {
    const measures: Measure[] = [];
    for (const [name, cost] of costs) {
      context.progress(`unlocking, ${name}`);
      measures.push(...told(name, await sample(context, cost)));
    }
    return measures;
  },
};

type Times = Readonly<Record<Given, readonly number[]>>;

function told(name: string, times: Times): readonly Measure[] {
  const { larger, p } = compareRanks(times.real, times.duress);
  return [
    ...kinds.map((kind) => {
      const [quarter, half, most] = [0.25, 0.5, 0.75].map((share) => quantile(times[kind], share));
      const note = `quartiles ${quarter?.toFixed(2)} and ${most?.toFixed(2)}`;
      return { what: `${name}: ${kind}, median`, value: half ?? Number.NaN, unit: 'ms', note };
    }),
    {
      what: `${name}: duress longer than real`,
      value: 100 * larger,
      unit: '%',
      note: `p = ${p.toFixed(2)}`,
    },
  ];
}

async function sample({ root, folder }: PartContext, cost: object): Promise<Times> {
  const crypto = await createPlugin(nodeCrypto(), undefined as never);
  const open = (path: string): Promise<Records> =>
    createPlugin(sqliteRecords({ path }), { clock: systemClock } as never);
  const fixture = join(root, 'packages/handset/test/time-unlocks.ts');
  const { prepareVault, timeUnlock } = (await import(fixture)) as UnlockFixture;
  const [begin, path] = [join(folder, 'begin.db'), join(folder, 'try.db')];
  await rm(begin, { force: true });
  await prepareVault(await open(begin), crypto, cost);
  const times: Record<Given, number[]> = { real: [], duress: [], wrong: [] };
  for (let round = -5; round < rounds; round += 1) {
    for (const kind of inAnyOrder(kinds)) {
      for (const ending of ['', '-wal', '-shm']) await rm(`${path}${ending}`, { force: true });
      await copyFile(begin, path);
      const ms = await timeUnlock(await open(path), crypto, kind);
      // The first rounds warm up.
      if (round >= 0) times[kind].push(ms);
    }
  }
  return times;
}

function inAnyOrder<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}

interface UnlockFixture {
  readonly prepareVault: (records: Records, crypto: Crypto, cost: object) => Promise<void>;
  readonly timeUnlock: (records: Records, crypto: Crypto, which: Given) => Promise<number>;
}
