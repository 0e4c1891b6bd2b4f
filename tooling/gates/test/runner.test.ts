import { expect, test } from 'vitest';
import { gateStep } from '../src/runner/make-step.ts';
import { runSteps } from '../src/runner/run-steps.ts';
import { readSelection } from '../src/runner/selection.ts';
import { onePassed, type Step } from '../src/runner/step.ts';
import { closingLine, totalOf } from '../src/runner/summary.ts';

const quiet = { started: () => undefined, finished: () => undefined };
const context = { root: '/', filters: [] };
const good: Step = {
  name: 'good',
  run: () =>
    Promise.resolve({ counts: { ...onePassed, passed: 5, skipped: 2 }, report: '', note: '' }),
};
const thrower: Step = { name: 'thrower', run: () => Promise.reject(new Error('broken')) };

test('every step runs after a failure, and the closing line counts all', async () => {
  const done = await runSteps([thrower, good], context, quiet);
  expect(done.map(({ name }) => name)).toEqual(['thrower', 'good']);
  expect(closingLine(totalOf(done))).toBe('5 passed, 1 failed, 2 skipped');
});

test('a step that reads what a failed step makes is skipped and says why', async () => {
  const done = await runSteps([thrower, { ...good, after: ['thrower'] }], context, quiet);
  expect(done[1]?.outcome).toMatchObject({
    counts: { passed: 0, failed: 0, skipped: 1 },
    note: 'needs thrower, which failed',
  });
});

test('a gate that looked at nothing has failed', async () => {
  const step = gateStep('empty', 'files', () => ({ inspected: 0, problems: [] }));
  expect((await step.run(context)).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('the steps can be chosen, left out, or left to the filters for tests', () => {
  const known = ['lint', 'types', 'tests'];
  const read = (...args: string[]): object => readSelection(args, known);
  expect(read()).toEqual({ names: known, filters: [], noSkips: false });
  expect(read('--only', 'types,lint')).toMatchObject({ names: ['lint', 'types'], filters: [] });
  expect(read('--skip=lint')).toMatchObject({ names: ['types', 'tests'], filters: [] });
  expect(read('packages/core')).toMatchObject({ names: ['tests'], filters: ['packages/core'] });
  expect(read('--no-skips')).toMatchObject({ names: known, noSkips: true });
  expect(read('--only', 'nothing')).toHaveProperty('problem');
});
