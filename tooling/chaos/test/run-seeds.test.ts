import { expect, test } from 'vitest';
import type { Broken, Crew } from '../src/crew.ts';
import { noFigures } from '../src/figures.ts';
import type { Plan } from '../src/plan.ts';
import { runSeeds } from '../src/run-seeds.ts';
import type { Told } from '../src/story.ts';

function told({ seed }: Plan, fails: boolean): Told {
  return {
    seed,
    failures: fails ? [{ check: 'same-group', what: 'nobody agrees' }] : [],
    figures: { ...noFigures, stories: 1, messages: 10 },
    log: [],
  };
}

function crew(outcome: (plan: Plan) => Told | Broken): Crew {
  return { tell: async (plan) => outcome(plan), end: () => undefined };
}

const plans: readonly Plan[] = [1, 2, 3, 4].map((seed) => ({
  seed,
  story: seed === 4 ? 'pair' : 'group',
  steps: 100,
  faults: ['cut', 'restore'],
  realCrypto: false,
}));

test('figures are summed by story, and what fails is told with the smallest command that fails', async () => {
  const lines: string[] = [];
  const rows = await runSeeds(plans, {
    jobs: 2,
    say: (line) => lines.push(line),
    crew: crew((plan) =>
      told(plan, plan.seed === 2 && plan.steps >= 9 && plan.faults.includes('cut')),
    ),
  });
  expect(rows).toEqual([
    { story: 'group', failed: 1, figures: { ...noFigures, stories: 3, messages: 30 } },
    { story: 'pair', failed: 0, figures: { ...noFigures, stories: 1, messages: 10 } },
  ]);
  const text = lines.join('\n');
  expect(text).toContain('Seed 2 (group) fails:');
  expect(text).toContain('same-group: nobody agrees');
  expect(text).toContain('npm run chaos -- --replay 2 --story group --steps 9 --only cut');
});

test('a story that breaks off is a failure, too', async () => {
  const lines: string[] = [];
  const rows = await runSeeds(plans, {
    jobs: 1,
    say: (line) => lines.push(line),
    crew: crew((plan) =>
      plan.seed === 4 ? { seed: 4, broken: 'why\nat once' } : told(plan, false),
    ),
  });
  expect(rows.map(({ failed }) => failed)).toEqual([0, 1]);
  expect(lines.join('\n')).toContain('why\n  at once');
});

test('where nothing fails, nothing is said', async () => {
  const lines: string[] = [];
  await runSeeds(plans, {
    jobs: 3,
    say: (line) => lines.push(line),
    crew: crew((plan) => told(plan, false)),
  });
  expect(lines).toEqual([]);
});
