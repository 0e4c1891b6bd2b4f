import { expect, test } from 'vitest';
import type { Part } from '../src/measure.ts';
import { quantile } from '../src/measure.ts';
import { runPart } from '../src/run-part.ts';
import type { Report } from '../src/report.ts';
import { figure, partText, reportMarkdown, withFigures } from '../src/report.ts';

const part = {
  name: 'one',
  title: 'One thing',
  method: 'With care.',
  measures: [
    { what: 'posts', value: 12_345.6, unit: '/s' },
    { what: 'delay', value: 1.234, unit: 'ms', note: 'of 9' },
  ],
};
const around = { root: '/', full: false, progress: () => undefined };
const report: Report = {
  at: '2026-11-22T10:00:00.000Z',
  machine: {
    processor: 'P',
    cores: 2,
    memoryGib: 4,
    system: 'linux x64',
    node: 'v26',
    fdatasyncMs: 0.3,
  },
  seconds: 90,
  parts: [part],
};

test('figures have three digits that matter, and the thousands apart', () => {
  expect([12_345.6, 123.45, 12.345, 1.2345, Number.NaN].map(figure)).toEqual([
    '12,346',
    '123',
    '12.3',
    '1.23',
    'not measured',
  ]);
});

test('the page gets the figures between its marks, twice the same', () => {
  const page =
    'before\n<!-- bench mls: written by npm run bench -- --write -->\nold\n<!-- end of bench mls -->\nafter\n';
  const markdown = reportMarkdown(report);
  const once = withFigures(page, 'mls', markdown);
  expect(once).toContain('| posts | 12,346 /s |');
  expect(once).toContain('| delay | 1.23 ms (of 9) |');
  expect(once).not.toContain('old');
  expect(once.startsWith('before\n')).toBe(true);
  expect(once.endsWith('after\n')).toBe(true);
  expect(withFigures(once, 'mls', markdown)).toBe(once);
  expect(() => withFigures(page, 'system', markdown)).toThrow('marks');
  expect(() => withFigures('no marks', 'mls', markdown)).toThrow('marks');
});

test('a terminal sees one line a figure', () => {
  expect(partText(part)).toBe('One thing\n  posts      12,346 /s\n  delay        1.23 ms (of 9)');
});

test('a target stands beside its figure, and whether it was met', () => {
  const measures = [
    { what: 'fast', value: 1.1, unit: '×', target: 1.15 },
    { what: 'slow', value: 1.2, unit: '×', target: 1.15 },
  ];
  expect(partText({ ...part, measures })).toContain('fast        1.10 × (at most 1.15 ×: met)');
  const markdown = reportMarkdown({ ...report, parts: [{ ...part, measures }] });
  expect(markdown).toContain('| what | figure | target |');
  expect(markdown).toContain('| slow | 1.20 × | at most 1.15 ×: missed |');
});

test('figures of one table stand in its rows and columns', () => {
  const at = (what: string, column: string, value: number) => ({
    what,
    value,
    unit: 'ms',
    cell: { table: 'Groups', column },
  });
  const measures = [at('join', '2', 1), at('join', '8', 2), at('add', '8', 3)];
  const markdown = reportMarkdown({ ...report, parts: [{ ...part, measures }] });
  expect(markdown).toContain(
    '#### Groups\n\n| what | 2 | 8 |\n| --- | ---: | ---: |\n| join | 1.00 ms | 2.00 ms |\n| add |  | 3.00 ms |',
  );
  expect(markdown).not.toContain('| what | figure |');
  expect(partText({ ...part, measures })).toContain('    join  1.00 ms  2.00 ms');
});

test('a part that takes too long is given up', async () => {
  const endless: Part = { ...part, maxSeconds: 0.01, run: () => new Promise(() => undefined) };
  await expect(runPart(endless, around)).rejects.toThrow(
    'The part one took longer than 0.01 seconds.',
  );
});

test('a quantile is one of the samples', () => {
  const samples = [5, 1, 4, 2, 3];
  expect(quantile(samples, 0.5)).toBe(3);
  expect(quantile(samples, 0.99)).toBe(5);
  expect(quantile([], 0.5)).toBeNaN();
});

test.each([0, Number.NaN, Number.POSITIVE_INFINITY])(
  'a figure of %d fails the part: what was measured fell over',
  async (value) => {
    const measures = [...part.measures, { what: 'posts of a dead relay', value, unit: '/s' }];
    const dead: Part = { ...part, maxSeconds: 10, run: async () => measures };
    await expect(runPart(dead, around)).rejects.toThrow('posts of a dead relay');
  },
);
