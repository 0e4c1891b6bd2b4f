import { expect, test } from 'vitest';
import { checkLimitsTable } from '../src/limits-table/check.ts';
import { makeTree } from './tree.ts';

const sources = {
  'packages/relay/src/limits.ts':
    'const day = 86_400;\n' +
    'export const defaultLimits: Limits = Object.freeze({ maxBodyBytes: 66_560, maxTtlSeconds: 30 * day });\n',
  'packages/protocol/src/frame-limits.ts':
    'export const frameLimits = { /** Why. */ maxBodyBytes: 1_024 } as const;\n',
};
const head = '| name | value | at it |\n|---|---|---|\n';
const page = (relayRows: string, frameRows = '| `maxBodyBytes` | 1,024 bytes | refused |\n') =>
  `## Relay: \`packages/relay/src/limits.ts\`\n\n${head}${relayRows}\n` +
  `## Frames: \`packages/protocol/src/frame-limits.ts\`\n\n${head}${frameRows}\n` +
  `## Elsewhere\n\n${head}| \`anything\` | 7 | is not looked at |\n`;
const rows =
  '| `maxBodyBytes` | 66,560 bytes | refused |\n| `maxTtlSeconds` | 2,592,000 s (30 days) | refused |\n';

test('a page with one true row for each bound passes', () => {
  const root = makeTree({ ...sources, 'docs/limits.md': page(rows) });
  expect(checkLimitsTable(root)).toEqual({ inspected: 3, problems: [] });
});

test('it rejects another value, under the right file', () => {
  const root = makeTree({
    ...sources,
    'docs/limits.md': page(rows.replace('66,560', '1,024').replace('2,592,000', '2592000')),
  });
  expect(checkLimitsTable(root).problems).toEqual([
    'docs/limits.md:5: maxBodyBytes is 66,560 in packages/relay/src/limits.ts',
    'docs/limits.md:6: maxTtlSeconds is 2,592,000 in packages/relay/src/limits.ts',
  ]);
});

test('it rejects a bound without a row, and a row without a bound', () => {
  const root = makeTree({
    ...sources,
    'docs/limits.md': page(rows, '| `maxBodies` | 1,024 bytes | refused |\n'),
  });
  expect(checkLimitsTable(root).problems).toEqual([
    'maxBodyBytes (packages/protocol/src/frame-limits.ts) has no row in docs/limits.md',
    'docs/limits.md:12: maxBodies is no bound of packages/protocol/src/frame-limits.ts',
  ]);
});

test('it rejects a second row, a value without a unit, and an empty cell', () => {
  const broken = '| `maxBodyBytes` | 1,024 | refused |\n| `maxBodyBytes` | 1,024 bytes | again |\n';
  const root = makeTree({
    ...sources,
    'docs/limits.md': page(rows.replaceAll('| refused |', '| |'), broken),
  });
  expect(checkLimitsTable(root).problems).toEqual([
    'docs/limits.md:5: the row of maxBodyBytes has not three filled cells',
    'docs/limits.md:6: the row of maxTtlSeconds has not three filled cells',
    'docs/limits.md:12: the value of maxBodyBytes has no unit',
    'docs/limits.md:13: maxBodyBytes has a second row',
  ]);
});

test('it rejects a missing page, and a value that it cannot work out', () => {
  expect(checkLimitsTable(makeTree(sources)).problems).toEqual(['docs/limits.md does not exist']);
  const root = makeTree({
    'packages/a/src/limits.ts': 'export const aLimits = { maxBytes: Number(process.argv[2]) };\n',
  });
  expect(() => checkLimitsTable(root)).toThrow('the value of maxBytes is not a number');
});

test('it holds a list of numbers to its row, one by one', () => {
  const list = 'export const aLimits = { waitsMs: [1_000, 2 * 30_000] };\n';
  const checked = (value: string) =>
    checkLimitsTable(
      makeTree({
        'packages/a/src/limits.ts': list,
        'docs/limits.md': `## A: \`packages/a/src/limits.ts\`\n\n${head}| \`waitsMs\` | ${value} | waits |\n`,
      }),
    ).problems;
  expect(checked('1,000 / 60,000 ms')).toEqual([]);
  for (const value of [
    '1,000 ms',
    '1,000 / 6,000 ms',
    '60,000 / 1,000 ms',
    '1,000 / 60,000 / 1 ms',
  ])
    expect(checked(value)).toEqual([
      'docs/limits.md:5: waitsMs is 1,000 / 60,000 in packages/a/src/limits.ts',
    ]);
  expect(checked('1,000 / 60,000')).toEqual(['docs/limits.md:5: the value of waitsMs has no unit']);
});

test.each(['[]', '[1, ...others]', "[1, 'two']", '[, 1]'])(
  'it rejects a list that it cannot work out: %s',
  (list) => {
    const root = makeTree({
      'packages/a/src/limits.ts': `export const aLimits = { waitsMs: ${list} };\n`,
    });
    expect(() => checkLimitsTable(root)).toThrow('the value of waitsMs is not a number');
  },
);

test('it looks at apps too', () => {
  const root = makeTree({
    ...sources,
    'apps/witness/src/limits.ts': 'export const witnessLimits = { maxLogs: 7 } as const;\n',
    'docs/limits.md': page(rows),
  });
  expect(checkLimitsTable(root).problems).toEqual([
    'maxLogs (apps/witness/src/limits.ts) has no row in docs/limits.md',
  ]);
});
