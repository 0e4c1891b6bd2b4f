import { describe, expect, test } from 'vitest';
import type { Access } from '@sotto/core';
import { definePlugin } from '@sotto/core';
import type { Clauses, ContractClause, ContractSubject, Flaws } from '@sotto/contracts';
import { clauseList, ensureEqual, flawOf, rejectionList, runContract } from '@sotto/contracts';

type ToyId = 'admits' | 'stops';

const judgement: Clauses<ToyId, 'access'> = {
  admits: {
    promise: 'judge admits',
    check: async ({ create }) => {
      const { judge } = await create();
      ensureEqual(
        (
          await judge({
            address: new Uint8Array(32) as never,
            credit: new Uint8Array(0),
            holder: new Uint8Array(0),
          })
        ).admitted,
        true,
        'admitted',
      );
    },
  },
  stops: {
    promise: 'stop resolves',
    check: async ({ create }) => (await create()).stop(),
  },
};

function access(change: Partial<Access> = {}): ContractSubject<'access'> {
  const good: Access = {
    judge: async () => ({ admitted: true }),
    withdrawn: async () => [],
    forget: async () => {},
    stop: async () => {},
    ...change,
  };
  return {
    plugin: () =>
      definePlugin({
        id: 'access-toy',
        point: 'access',
        contract: 1,
        needs: [],
        create: async () => good,
      }),
  };
}

const refusing = access({ judge: async () => ({ admitted: false, reason: 'credit_spent' }) });

/** Collects the tests that `runContract` gives to a runner. */
function collect(
  clauses: readonly ContractClause<ToyId>[],
  waive?: Partial<Record<ToyId, string>>,
) {
  const tests = new Map<string, () => Promise<void>>();
  runContract(clauses, {
    test: (name, body) => tests.set(name, body),
    ...(waive ? { waive } : {}),
  });
  return tests;
}

describe('a contract', () => {
  test('holds for a conforming plugin, as one test a clause', async () => {
    const tests = collect(clauseList('access', judgement, async () => access()));
    expect([...tests.keys()]).toEqual(['admits: judge admits', 'stops: stop resolves']);
    for (const body of tests.values()) await body();
  });

  test('names the point, the clause, the promise and what was seen when it is broken', async () => {
    const [admits] = clauseList('access', judgement, async () => refusing);
    await expect(admits!.run()).rejects.toMatchObject({
      code: 'CONTRACT_BROKEN',
      message: 'access/admits: judge admits. But: admitted: false, expected true',
    });
  });

  test('is broken by a plugin that throws', async () => {
    const broken = access({ stop: () => Promise.reject(new Error('no')) });
    const clauses = clauseList('access', judgement, async () => broken);
    await expect(clauses[1]!.run()).rejects.toMatchObject({ code: 'CONTRACT_BROKEN' });
  });

  test('is broken by a plugin that uses a service it does not declare', async () => {
    const sly = definePlugin({
      id: 'access-sly',
      point: 'access',
      contract: 1,
      needs: [],
      create: async (services) => {
        (services as { clock: { now: () => number } }).clock.now();
        return {
          judge: async () => ({ admitted: true as const }),
          withdrawn: async () => [],
          forget: async () => {},
          stop: async () => {},
        };
      },
    });
    const clauses = clauseList('access', judgement, async () => ({ plugin: () => sly }));
    await expect(clauses[0]!.run()).rejects.toMatchObject({
      cause: { code: 'PLUGIN_NEED_NOT_DECLARED' },
    });
  });

  test('makes a subject for each clause, and disposes of it also after a failure', async () => {
    const events: string[] = [];
    const make = async () => {
      events.push('made');
      return { ...refusing, dispose: async () => void events.push('disposed') };
    };
    for (const clause of clauseList('access', judgement, make)) await clause.run().catch(() => {});
    expect(events).toEqual(['made', 'disposed', 'made', 'disposed']);
  });
});

describe('a waiver', () => {
  const waived = { admits: 'this one admits nobody on purpose' };

  test('passes for a clause that does not hold', async () => {
    const tests = collect(
      clauseList('access', judgement, async () => refusing),
      waived,
    );
    await tests.get('admits: waived, this one admits nobody on purpose')!();
  });

  test('fails for a clause that holds', async () => {
    const tests = collect(
      clauseList('access', judgement, async () => access()),
      waived,
    );
    const body = tests.get('admits: waived, this one admits nobody on purpose')!;
    await expect(body()).rejects.toMatchObject({ code: 'CONTRACT_WAIVER' });
  });

  test('needs a reason and a clause', () => {
    const clauses = clauseList('access', judgement, async () => access());
    expect(() => collect(clauses, { admits: ' ' })).toThrow(/needs a reason/);
    expect(() => collect(clauses, { gone: 'it was there once' } as never)).toThrow(
      /no clause gone/,
    );
  });
});

describe('a rejection', () => {
  const run = async (flaws: Partial<Flaws<ToyId, 'access'>>) => {
    const none = flawOf<'access'>(() => ({}));
    const list = rejectionList(
      'access',
      judgement,
      { admits: none, stops: none, ...flaws },
      async () => access(),
    );
    await list[0]!.run();
  };

  test('passes when the clause finds the flaw', async () => {
    await run({
      admits: flawOf(() => ({ judge: async () => ({ admitted: false, reason: 'credit_spent' }) })),
    });
  });

  test('fails when the clause accepts the flaw', async () => {
    await expect(run({})).rejects.toMatchObject({ code: 'CONTRACT_TOOTHLESS' });
  });

  test('fails when the flaw only crashes: an accident proves nothing', async () => {
    const crash = flawOf<'access'>(() => ({ judge: () => Promise.reject(new TypeError('oops')) }));
    await expect(run({ admits: crash })).rejects.toMatchObject({ code: 'CONTRACT_BROKEN' });
  });
});
