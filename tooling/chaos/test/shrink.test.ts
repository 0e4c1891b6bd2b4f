import { expect, test } from 'vitest';
import type { Plan } from '../src/plan.ts';
import { shrinkPlan } from '../src/shrink.ts';

const plan: Plan = {
  seed: 7,
  story: 'group',
  steps: 100,
  faults: ['cut', 'offline', 'restore', 'withhold'],
  realCrypto: false,
};

test('what is left are the steps and the faults without which it does not fail', async () => {
  let told = 0;
  const smallest = await shrinkPlan(plan, {
    isOver: () => false,
    fails: async ({ steps, faults }) => {
      told += 1;
      return steps >= 37 && faults.includes('restore');
    },
  });
  expect(smallest).toEqual({ ...plan, steps: 37, faults: ['restore'] });
  expect(told).toBeLessThan(25);
});

test('a failure that needs every fault and step stays as it was', async () => {
  const fails = async ({ steps, faults }: Plan): Promise<boolean> =>
    steps === 100 && faults.length === 4;
  expect(await shrinkPlan(plan, { isOver: () => false, fails })).toEqual(plan);
});

test('one that needs nothing becomes a story without steps and faults', async () => {
  const smallest = await shrinkPlan(plan, { isOver: () => false, fails: async () => true });
  expect(smallest).toEqual({ ...plan, steps: 0, faults: [] });
});

test('when time is over, the smallest that was seen to fail is given', async () => {
  let left = 2;
  const smallest = await shrinkPlan(plan, { isOver: () => left-- <= 0, fails: async () => true });
  expect(smallest.steps).toBeLessThan(100);
  expect(smallest.faults).toEqual(plan.faults);
});
