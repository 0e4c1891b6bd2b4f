import { badDay, faultKinds } from '@sotto/simulator';
import { expect, test } from 'vitest';
import { parseChaosOptions } from '../src/chaos-options.ts';
import { addFigures, noFigures } from '../src/figures.ts';
import { chancesOf, commandOf, faultsOf, storyOf } from '../src/plan.ts';
import { withTable } from '../src/reliability-page.ts';
import { tableOf } from '../src/table.ts';

const seeds = Array.from({ length: 400 }, (_, seed) => seed);

test('over the seeds every kind of fault comes up, those of a bad day always, and both stories', () => {
  const all = seeds.map(faultsOf);
  for (const kind of faultKinds) {
    const times = all.filter((faults) => faults.includes(kind)).length;
    expect([kind, times > 20]).toEqual([kind, true]);
    if (badDay[kind] > 0) expect(times).toBe(seeds.length);
  }
  expect(new Set(seeds.map(storyOf))).toEqual(new Set(['pair', 'group']));
});

test('the command of a plan gives the same plan again', () => {
  const plan = {
    seed: 7,
    story: 'group',
    steps: 31,
    faults: ['cut', 'restore'],
    realCrypto: true,
  } as const;
  const [, args] = commandOf(plan).split(' -- ');
  const { replay, story, steps, only, realCrypto } = parseChaosOptions(args?.split(' ') ?? []);
  expect({ seed: replay, story, steps, faults: only, realCrypto }).toEqual(plan);
  expect(parseChaosOptions(['--only', 'none']).only).toEqual([]);
  const chances = chancesOf(plan);
  expect(faultKinds.filter((kind) => chances[kind] > 0)).toEqual(plan.faults);
});

test.each([
  [['--seeds', '0'], '--seeds takes'],
  [['--steps', 'many'], '--steps takes'],
  [['--story', 'romance'], 'A --story is'],
  [['--only', 'cut,flood'], 'no such fault'],
  [['--seed', '3'], 'Unknown option'],
])('%j is refused in a sentence', (args, sentence) => {
  expect(() => parseChaosOptions(args)).toThrow(sentence);
  expect(() => parseChaosOptions(args)).toThrow(TypeError);
});

test('the table has a row a story and a column a figure, and takes its place in the page', () => {
  const one = { ...noFigures, stories: 1, messages: 1_200, virtualMs: 5_400_000 };
  const table = tableOf([{ story: 'group', failed: 1, figures: addFigures(one, one) }]);
  const [head, rule, row] = table.split('\n');
  expect(head).toMatch(/^\| story +\| seeds +\| failed +\| messages/u);
  expect(rule).toMatch(/^[| -]+$/u);
  expect(row?.split('|').map((cell) => cell.trim())).toEqual(
    expect.arrayContaining(['2', '2,400', '3']),
  );
  const page = `a\n<!-- chaos: written by npm run chaos -- --write -->\nold\n<!-- end of chaos -->\nb`;
  expect(withTable(page, table)).toContain(table);
  expect(withTable(page, table)).not.toContain('old');
  expect(() => withTable('a', table)).toThrow('no place');
});
