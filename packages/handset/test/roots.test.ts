import { describe, expect, it, test } from 'vitest';
import * as fc from 'fast-check';
import type { RecordChange, Records } from '@sotto/core';
import type { MemoryStore } from '@sotto/records-memory';
import { restoredName } from '../src/life/life-record.ts';
import { rootsTable, topId } from '../src/vault/roots/root-record.ts';
import type { RecordName, SealedChange } from '../src/vault/sealed-store.ts';
import { atOnce, checked, newVolume, onMedium, openVolume, within } from './roots-fixture.ts';
import { text } from './vault-fixture.ts';

const mls = (id: string): RecordName => ({ table: 'mls/a', id });
const history = (ordinal: number): RecordName => ({ table: 'history/a', ordinal });
const rootOf = (id: string): RecordName => ({ table: rootsTable, id });

type Names = (index: number) => RecordName;
const weights = [
  ['live', (index) => mls(`${index}`)],
  ['bulk', history],
] as const satisfies readonly (readonly [string, Names])[];

/** Records 0 to 4 of the conversation `a`; before that, 0 to 5, with other values in 0 and 1. */
async function made(names: Names): Promise<{ now: MemoryStore; before: MemoryStore }> {
  const now = await newVolume();
  const put = (index: number, value: string): SealedChange => ({
    put: names(index),
    value: text(value),
  });
  await within(now, async ({ store }) => {
    await store.write([{ put: { table: 'self', id: 'self' }, value: text('me') }]);
    await store.write([0, 1, 2, 3, 4, 5].map((index) => put(index, `old ${index}`)));
  });
  const before = now.copy();
  await within(now, async ({ store }) => {
    await store.write([put(0, 'new 0'), put(1, 'new 1'), { remove: names(5) }]);
    await store.write([{ put: { table: 'settings', id: 'settings' }, value: text('others too') }]);
  });
  return { now, before };
}

type Old = (name: RecordName) => Promise<Uint8Array>;
type Attack = (
  now: Records,
  old: Old,
  keyOf: (name: RecordName) => Promise<Uint8Array>,
  names: Names,
) => Promise<readonly RecordChange[]>;

const attacks: Readonly<Record<string, Attack>> = {
  'takes a record away': async (_, _old, keyOf, names) => [{ remove: await keyOf(names(2)) }],
  'puts back an older record': async (_, old, keyOf, names) => [
    { put: await keyOf(names(0)), value: await old(names(0)) },
  ],
  'puts back a record that was removed': async (_, old, keyOf, names) => [
    { put: await keyOf(names(5)), value: await old(names(5)) },
  ],
  'swaps two records': async (now, _old, keyOf, names) => {
    const [a, b] = [await keyOf(names(2)), await keyOf(names(3))];
    return [
      { put: a, value: (await now.get(b))! },
      { put: b, value: (await now.get(a))! },
    ];
  },
  'copies a record to another place': async (now, _old, keyOf, names) => [
    { put: await keyOf(names(7)), value: (await now.get(await keyOf(names(2))))! },
  ],
  'puts back a record and takes another away': async (_, old, keyOf, names) => [
    { put: await keyOf(names(5)), value: await old(names(5)) },
    { remove: await keyOf(names(2)) },
  ],
  'puts back a record together with the root over it': async (_, old, keyOf, names) =>
    Promise.all(
      [names(0), names(1), names(5), rootOf('conversation/a')].map(async (name) => ({
        put: await keyOf(name),
        value: await old(name),
      })),
    ),
  'puts back a record with all roots': async (_, old, keyOf, names) =>
    Promise.all(
      [names(0), names(1), names(5), rootOf('conversation/a'), rootOf(topId)].map(async (name) => ({
        put: await keyOf(name),
        value: await old(name),
      })),
    ),
  'damages what a record says, and leaves its nonce and tag': async (now, _old, keyOf, names) => {
    const key = await keyOf(names(2));
    const value = (await now.get(key))!.slice();
    value[20]! ^= 1;
    return [{ put: key, value }];
  },
};

const rootAttacks: Readonly<Record<string, Attack>> = {
  'puts back the root of a conversation': async (_, old, keyOf) => [
    { put: await keyOf(rootOf('conversation/a')), value: await old(rootOf('conversation/a')) },
  ],
  'puts back the top': async (_, old, keyOf) => [
    { put: await keyOf(rootOf(topId)), value: await old(rootOf(topId)) },
  ],
  'takes a root away': async (_, _old, keyOf) => [
    { remove: await keyOf(rootOf('conversation/a')) },
  ],
  'takes the top away': async (_, _old, keyOf) => [{ remove: await keyOf(rootOf(topId)) }],
  'takes all roots away': async (_, _old, keyOf) =>
    Promise.all(
      ['', 'conversation/a', topId].map(async (id) => ({ remove: await keyOf(rootOf(id)) })),
    ),
  'writes rubbish over a root': async (_, _old, keyOf) => [
    { put: await keyOf(rootOf('conversation/a')), value: new Uint8Array(156) },
  ],
};

async function attacked(attack: Attack, names: Names): Promise<MemoryStore> {
  const { now, before } = await made(names);
  await onMedium(before, async (old, keyOf) => {
    await onMedium(now, (records) =>
      attack(records, async (name) => (await old.get(await keyOf(name)))!, keyOf, names),
    );
    return [];
  });
  return now;
}

describe.each(weights)('of the %s records of a conversation', (weight, names) => {
  it.each(Object.keys(attacks))('nobody %s without it being noticed and said', async (name) => {
    const store = await attacked(attacks[name]!, names);
    const found = await checked(store);
    expect(found.isWell).toBe(false);
    const told = found.tampered.map((each) => each.weight);
    // What was put back as a whole is noticed at the top, which does not tell where.
    expect([[weight], ['roots'], ['roots', weight], [weight, 'roots']]).toContainEqual(told);
    expect(await checked(store)).toMatchObject({
      // Damage stays; everything else is from then on as it is.
      isWell: !name.startsWith('damages') && !['swaps', 'copies'].some((it) => name.startsWith(it)),
    });
  });
});

it.each(Object.keys(rootAttacks))('nobody %s without it being noticed and said', async (name) => {
  const store = await attacked(rootAttacks[name]!, history);
  const found = await within(store, async ({ store: sealed, guard }) => {
    await sealed.get({ table: 'self', id: 'self' });
    return guard.findings();
  });
  expect(found.tampered).toContainEqual({ group: '', weight: 'roots', atMs: 1_000 });
  await within(store, async ({ store: sealed }) => {
    expect(await sealed.get(restoredName)).toEqual(Uint8Array.of(1));
  });
  await checked(store);
  expect(await checked(store)).toMatchObject({ isWell: true });
});

describe('what is live', () => {
  it('is counted before it is first used, once for all who wait, and no ratchet is used after it was changed', async () => {
    const store = await attacked(attacks['puts back an older record']!, (index) => mls(`${index}`));
    const told: string[] = [];
    await within(store, async ({ store: sealed, guard }) => {
      guard.watch(({ group }) => told.push(group));
      await sealed.get(history(0));
      expect(told).toEqual([]);
      await Promise.all([
        sealed.get(mls('1')),
        sealed.get(mls('2')),
        Array.fromAsync(sealed.values('mls/a')),
        sealed.write([{ put: mls('3'), value: text('more') }]),
      ]);
      expect(told).toEqual(['conversation/a']);
      expect(guard.isSuspect('conversation/a')).toBe(true);
      expect(await sealed.get(restoredName)).toEqual(Uint8Array.of(1));
      guard.cleared('conversation/a');
      expect(guard.isSuspect('conversation/a')).toBe(false);
    });
  });

  it('is counted once in a session, however often it is used', async () => {
    const { now } = await made((index) => mls(`${index}`));
    await within(now, async ({ store: sealed, records }) => {
      let looks = 0;
      const { range } = records;
      Object.assign(records, {
        range: (...asked: Parameters<typeof range>) => {
          looks += 1;
          return range(...asked);
        },
      });
      await sealed.get(mls('0'));
      const first = looks;
      expect(first).toBeGreaterThan(0);
      await sealed.get(mls('1'));
      await sealed.write([{ put: mls('3'), value: text('more') }]);
      expect(looks).toBe(first);
    });
  });

  it('is told when two of it were swapped, before either is read', async () => {
    const store = await attacked(attacks['swaps two records']!, (index) => mls(`${index}`));
    await within(store, async ({ store: sealed, guard }) => {
      await sealed.get(mls('0'));
      expect((await guard.findings()).tampered).toMatchObject([{ weight: 'live' }]);
    });
  });

  it('is told in the write that takes it as it is, so that no crash hides it', async () => {
    for (const when of ['onWrite', 'onWritten'] as const) {
      const store = await attacked(attacks['puts back an older record']!, (index) =>
        mls(`${index}`),
      );
      const dying = within(store, ({ store: sealed }) => sealed.get(mls('0')), {
        [when]: () => {
          throw new Error('The power is cut here.');
        },
      });
      await expect(dying).rejects.toMatchObject({ code: 'RECORDS_BROKEN' });
      await within(store, async ({ store: sealed, guard }) => {
        await sealed.get(mls('0'));
        expect((await guard.findings()).tampered).toMatchObject([{ weight: 'live' }]);
        expect(await sealed.get(restoredName)).toBeDefined();
      });
    }
  });
});

it('a finding stays known until it is acknowledged', async () => {
  const store = await attacked(attacks['takes a record away']!, history);
  await checked(store);
  await within(store, async ({ guard }) => {
    expect((await guard.findings()).tampered).toEqual([
      { group: 'conversation/a', weight: 'bulk', atMs: 1_000 },
    ]);
    await guard.acknowledge();
  });
  expect(await checked(store)).toMatchObject({ isWell: true, tampered: [], checkedAtMs: 1_000 });
});

it('a whole storage that was put back is not noticed here: the lives of the handset are for that', async () => {
  const { before } = await made(history);
  expect(await checked(before)).toMatchObject({ isWell: true, tampered: [] });
});

it('the file that is exchanged while it is open is noticed by the next look', async () => {
  const { now, before } = await made(history);
  await within(now, async ({ store, guard, records }) => {
    await store.get({ table: 'self', id: 'self' });
    await onMedium(before, async (old) => {
      const changes: RecordChange[] = [];
      const all = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
      for await (const { key, value } of old.range(all)) changes.push({ put: key, value });
      await records.write(changes);
      return [];
    });
    expect(await guard.check(atOnce)).toMatchObject({ isWell: false });
    expect((await guard.findings()).tampered.map(({ weight }) => weight)).toContain('roots');
  });
});

it('others write while everything is looked through, and nothing is said of it', async () => {
  const store = await newVolume();
  await within(store, async ({ store: sealed, guard }) => {
    const put = (index: number, value: number): SealedChange => ({
      put: history(index),
      value: new Uint8Array(40).fill(value),
    });
    await sealed.write(Array.from({ length: 2_000 }, (_, index) => put(index, 1)));
    let turn = 0;
    const rest = async (): Promise<void> => {
      turn += 1;
      const at = (turn * 397) % 2_000;
      // Where the walk has been and where it has not: changed, removed, and new ones.
      await sealed.write([
        put(at, turn),
        { remove: history((at + 900) % 2_000) },
        put(3_000 + at, 2),
      ]);
    };
    const pieces: number[] = [];
    const progress = (done: number): void => void pieces.push(done);
    expect(await guard.check({ rest, progress })).toMatchObject({ isWell: true });
    expect(turn).toBeGreaterThan(6);
    expect(pieces.length).toBeGreaterThan(6);
    expect((await guard.findings()).tampered).toEqual([]);
  });
  expect(await checked(store)).toMatchObject({ isWell: true });
});

const names: readonly RecordName[] = [
  { table: 'self', id: 'self' },
  { table: 'counters', id: 'a' },
  ...[0, 1, 2].map((ordinal) => ({ table: 'history/a', ordinal })),
  ...['x', 'y'].map((id) => ({ table: 'mls/a', id })),
  { table: 'epochs/b', ordinal: 3 },
  { table: 'key-packages/ab', id: 'k' },
  { table: 'outbox/https://relay.example', ordinal: 1 },
  { table: 'search/heads', ordinal: 0 },
];
const change: fc.Arbitrary<SealedChange> = fc.oneof(
  fc
    .record({ put: fc.constantFrom(...names), length: fc.integer({ min: 0, max: 300 }) })
    .map(({ put, length }) => ({ put, value: new Uint8Array(length) })),
  fc.constantFrom(...names).map((remove) => ({ remove })),
);
const step = fc.record({
  writes: fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  }),
  diesAt: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  dies: fc.constantFrom('onWrite' as const, 'onWritten' as const),
  maxBytes: fc.option(fc.integer({ min: 1_500, max: 6_000 }), { nil: undefined }),
});

test('after any writes, several at once, with crashes and a store that is full, the roots are those of what is there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const store = await newVolume();
      for (const { writes, diesAt, dies, maxBytes } of steps) {
        const volume = await openVolume(store, {
          ...(maxBytes === undefined ? {} : { maxBytes }),
          [dies]: (n: number) => {
            if (n === diesAt) throw new Error('The power is cut here.');
          },
        });
        await Promise.allSettled(writes.map((changes) => volume.store.write(changes)));
        await volume.lock();
        await volume.records.close();
        expect(await checked(store)).toMatchObject({ isWell: true, tampered: [] });
      }
    }),
    { numRuns: 60 },
  );
});
