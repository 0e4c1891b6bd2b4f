import { describe, expect, it } from 'vitest';
import type { RecordEntry, Records } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import { createMemoryStore, memoryRecords } from '@sotto/records-memory';
import type { ThrowawayStore, WipeCheckName } from '../src/api.ts';
import { handsetLimits } from '../src/limits.ts';
import { keepTesting } from '../src/vault/keep-testing.ts';
import { headerKey } from '../src/vault/header.ts';
import { storeWipeTest } from '../src/vault/wipe-test-record.ts';
import { passphrase, person } from './handset-fixture.ts';
import { plainStore } from './plain-store.ts';
import { stepClock, turns } from './step-clock.ts';
import { tinyRelay } from './tiny-relay.ts';
import { dump } from './vault-fixture.ts';

interface Flaw {
  /** Changes what the store does; `kept` outlives its opener. */
  readonly records?: (good: Records, kept: RecordEntry[]) => Partial<Records>;
  /** Bytes that the medium keeps, whatever the store says. */
  readonly medium?: (before: readonly RecordEntry[]) => readonly RecordEntry[];
}

/** A throwaway store in memory, and what its medium would show to somebody who reads all of it. */
function throwaway({ records: flaw = () => ({}), medium = () => [] }: Flaw = {}): ThrowawayStore {
  let store = createMemoryStore();
  const kept: RecordEntry[] = [];
  let before: readonly RecordEntry[] = [];
  const plugin = () =>
    definePlugin({
      ...{ id: 'records-throwaway', point: 'records', contract: 1, needs: [] },
      create: async () => {
        const good = await memoryRecords({ store }).create({});
        return { ...good, ...flaw(good, kept) };
      },
    });
  const search = async (wanted: readonly Uint8Array[]): Promise<number> => {
    const records = await memoryRecords({ store }).create({});
    const now = await dump(records);
    await records.close();
    if (now.length > before.length) before = now;
    const bytes = Buffer.concat([...now, ...medium(before)].map(({ value }) => value));
    return wanted.filter((each) => bytes.includes(each)).length;
  };
  const remove = async (): Promise<void> => {
    store = createMemoryStore();
    kept.length = 0;
  };
  return { plugin, search, remove };
}

async function tested(given: ThrowawayStore) {
  const ada = await person({ relay: tinyRelay(), vault: { throwaway: given } });
  const result = await ada.vault.testWipe();
  const outcome = (name: WipeCheckName) =>
    result.checks.find(({ check }) => check === name)?.outcome;
  return { ada, result, outcome };
}

describe('the self-test of the wipe', () => {
  it('passes on a store that wipes, with every check done, and leaves nothing of the canary', async () => {
    let removed = 0;
    const given = throwaway();
    const remove = async () => {
      removed += 1;
      await given.remove();
    };
    const { result } = await tested({ ...given, remove });
    expect(result.passed).toBe(true);
    expect(result.checks.map(({ outcome }) => outcome)).toEqual(Array(6).fill('passed'));
    expect(removed).toBe(2);
  });

  const flaws: Record<string, readonly [Flaw, WipeCheckName]> = {
    'that wipes nothing': [{ records: () => ({ wipe: async () => {} }) }, 'empty'],
    'that cannot be wiped': [
      { records: () => ({ wipe: () => Promise.reject(new Error('stuck')) }) },
      'opens',
    ],
    'that leaves one record': [
      {
        records: (good) => ({
          wipe: async () => {
            const [_, ...others] = await dump(good);
            await good.write(others.map(({ key }) => ({ remove: key })));
          },
        }),
      },
      'empty',
    ],
    'that finds again what it had when it is opened': [
      {
        records: (good, kept) => {
          const back = good.write(kept.map(({ key, value }) => ({ put: key, value })));
          return {
            get: async (key) => (await back, good.get(key)),
            wipe: async () => {
              kept.push(...(await dump(good)));
              await good.wipe();
            },
          };
        },
      },
      'empty',
    ],
    'that keeps the header': [
      {
        records: (good) => ({
          write: (changes) =>
            good.write(changes.filter((each) => !('remove' in each)).slice(0, 200)),
          wipe: async () => {
            const header = await good.get(headerKey);
            await good.wipe();
            if (header) await good.write([{ put: headerKey, value: header }]);
          },
        }),
      },
      'refused',
    ],
    'whose medium keeps the slots': [
      { medium: (before) => before.filter(({ key }) => key.length === headerKey.length) },
      'gone',
    ],
    'whose medium keeps a sealed record': [
      { medium: (before) => before.filter(({ key }) => key.length > headerKey.length) },
      'gone',
    ],
  };
  it.each(Object.entries(flaws))('fails on a store %s', async (_, [flaw, check]) => {
    const { result, outcome } = await tested(throwaway(flaw));
    expect(result.passed).toBe(false);
    expect(outcome(check)).toBe('failed');
  });

  it('fails when the search finds nothing where there must be something', async () => {
    const { outcome } = await tested({ ...throwaway(), search: async () => 0 });
    expect(outcome('found')).toBe('failed');
    expect(outcome('gone')).toBe('skipped');
  });

  it('says what it cannot see, and fails by a code when the store does not open', async () => {
    const { search: _, ...blind } = throwaway();
    const unseen = await tested(blind);
    expect(unseen.result.passed).toBe(true);
    expect([unseen.outcome('found'), unseen.outcome('gone')]).toEqual(['unseen', 'unseen']);
    const store = createMemoryStore();
    await memoryRecords({ store }).create({});
    const { result } = await tested({ ...blind, plugin: () => memoryRecords({ store }) });
    expect(result.checks[0]).toEqual({ check: 'opens', outcome: 'failed', code: 'RECORDS_LOCKED' });
    expect(result.passed).toBe(false);
  });

  it('is kept with its date and every outcome, and told when it failed', async () => {
    const { ada, result } = await tested(throwaway({ records: () => ({ wipe: async () => {} }) }));
    expect((await ada.handset.status()).wipeTest).toEqual(result);
    await ada.handset.lock();
    const again = await ada.vault.unlock({ passphrase });
    expect((await again.status()).wipeTest).toEqual(result);
    await ada.vault.close();
  });

  it('touches nothing of the handset', async () => {
    const store = createMemoryStore();
    const ada = await person({ relay: tinyRelay(), store, vault: { throwaway: throwaway() } });
    await ada.handset.lock();
    const result = await ada.vault.testWipe();
    expect(result.passed).toBe(true);
    expect((await ada.vault.unlock({ passphrase })).identity).toBe(ada.handset.identity);
    await ada.vault.close();
    const other = await person({ relay: tinyRelay() });
    await expect(other.vault.testWipe()).rejects.toMatchObject({ code: 'WIPE_TEST_ABSENT' });
  });
});

describe('testing the wipe by and by', () => {
  const begin = (test: () => Promise<boolean>) => {
    const clock = stepClock();
    const store = plainStore();
    const told: string[] = [];
    const stop = new AbortController();
    const report = (error: unknown): void => void told.push((error as { code: string }).code);
    const troubles = { report, over: () => {} };
    const tests: number[] = [];
    const run = async () => {
      tests.push(clock.now());
      const passed = await test();
      const checks = [{ check: 'opens', outcome: passed ? 'passed' : 'failed' }] as const;
      const result = { atMs: clock.now(), passed, checks };
      await storeWipeTest(store, result);
      return result;
    };
    const start = () =>
      keepTesting({ store, clock, stopping: stop.signal }, troubles, run).catch(() => undefined);
    return { clock, told, tests, start, stop };
  };
  const { wipeTestStartMs, wipeTestEveryMs, wipeTestAgainMs } = handsetLimits;

  it('begins a minute after the first start, and goes on every week', async () => {
    const { clock, tests, told, start, stop } = begin(async () => true);
    void start();
    await clock.pass(wipeTestStartMs - 1);
    expect(tests).toHaveLength(0);
    await clock.pass(1);
    expect(tests).toHaveLength(1);
    await clock.pass(wipeTestEveryMs - 1);
    expect(tests).toHaveLength(1);
    await clock.pass(1);
    expect(tests).toHaveLength(2);
    expect(told).toEqual([]);
    stop.abort();
  });

  it('tells a failure when it is found and at each start, and tries again every day', async () => {
    const { clock, tests, told, start, stop } = begin(async () => false);
    void start();
    await clock.pass(wipeTestStartMs);
    expect(told).toContain('WIPE_TEST_FAILED');
    await clock.pass(wipeTestAgainMs);
    expect(tests).toHaveLength(2);
    told.length = 0;
    void start();
    await turns();
    expect(told).toEqual(['WIPE_TEST_FAILED']);
    stop.abort();
  });

  it('is not put off by a clock that was set back', async () => {
    const { clock, tests, start, stop } = begin(async () => true);
    void start();
    await clock.pass(wipeTestStartMs);
    clock.jump(-10 * wipeTestEveryMs);
    void start();
    await clock.pass(wipeTestEveryMs);
    // The first of the two runs goes on as well.
    expect(tests.length).toBeGreaterThan(2);
    stop.abort();
  });

  it('goes on after a test that could not be done', async () => {
    const { clock, tests, told, start, stop } = begin(async () => {
      throw Object.assign(new Error('full'), { code: 'STORAGE_FULL' });
    });
    void start();
    await clock.pass(wipeTestStartMs + wipeTestAgainMs + wipeTestStartMs);
    expect(told).toContain('STORAGE_FULL');
    expect(tests.length).toBeGreaterThan(1);
    stop.abort();
  });
});
