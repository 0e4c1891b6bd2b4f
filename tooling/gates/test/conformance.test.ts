import { expect, test } from 'vitest';
import { checkConformance } from '../src/conformance/check.ts';
import { makeTree } from './tree.ts';

const page = (...rows: readonly string[]) =>
  `# What is demanded\n\n## 12.2 Lists\n\n| id | rule | test |\n|---|---|---|\n${rows.join('\n')}\n\n` +
  '## Left to others\n\n| section | rule | who |\n|---|---|---|\n| 14 | Wait. | somebody |\n';
const row = (id: string, file = 'deep/lists') => `| ${id} | It is refused. | ${file} |`;
const tree = (text: string, tests: string, more: Readonly<Record<string, string>> = {}) =>
  makeTree({
    'packages/mls/CONFORMANCE.md': text,
    'packages/mls/test/deep/lists.test.ts': tests,
    ...more,
  });

test('rows and tests that name each other pass; one test may hold several rows', () => {
  const root = tree(
    page(row('12.2-1'), row('12.2-2'), row('12.2.1-1'), row('12.2-3', 'wide')),
    `describe('lists', () => {
      it('[12.2-1] [12.2-2] refuses both', () => {});
      it.for([1, 2])('[12.2.1-1] refuses %s', () => {});
      it('says nothing of a row [as this]', () => {});
    });`,
    { 'packages/mls/test/wide.browser.test.ts': `test('[12.2-3] refuses', () => {});` },
  );
  expect(checkConformance(root)).toEqual({ inspected: 4, problems: [] });
});

test.for([
  ['no test at all', `it('refuses', () => {});`],
  ['a test that is skipped', `it.skip('[12.2-1] refuses', () => {});`],
  [
    'a test in a group that is skipped',
    `describe.skip('x', () => { it('[12.2-1] y', () => {}); });`,
  ],
  ['a test that is expected to fail', `it.fails('[12.2-1] refuses', () => {});`],
  ['a test that is still to be written', `it.todo('[12.2-1] refuses');`],
  ['a test in a comment', `// it('[12.2-1] refuses', () => {});`],
  ['a group of that name', `describe('[12.2-1] refuses', () => {});`],
  ['a test that names it later in its title', `it('refuses [12.2-1]', () => {});`],
] as const)('it rejects a row with %s', ([, tests]) => {
  expect(checkConformance(tree(page(row('12.2-1')), tests)).problems).toEqual([
    'packages/mls/CONFORMANCE.md:7: 12.2-1 has no test',
  ]);
});

test('it rejects a test that names no row, and brackets that are no id', () => {
  const tests = `it('[12.2-1] [12.2-9] refuses', () => {}); it('[12.2] refuses', () => {});`;
  expect(checkConformance(tree(page(row('12.2-1')), tests)).problems).toEqual([
    'packages/mls/test/deep/lists.test.ts: [12.2-9] has no row in packages/mls/CONFORMANCE.md',
    'packages/mls/test/deep/lists.test.ts: [12.2] has not the form [12.2-6]',
  ]);
});

test('it rejects a second row, another file, and a row of another section', () => {
  const text = page(row('12.2-1'), row('12.2-1'), row('12.2-2', 'wide'), row('12.20-1'));
  const tests = `it('[12.2-1] [12.2-2] refuses', () => {});`;
  expect(checkConformance(tree(text, tests)).problems).toEqual([
    'packages/mls/CONFORMANCE.md:10: 12.20-1 stands under 12.2',
    'packages/mls/CONFORMANCE.md:8: 12.2-1 has a second row',
    'packages/mls/CONFORMANCE.md:9: the test of 12.2-2 is in deep/lists',
  ]);
});

test('it rejects an id of another form, an empty cell, and a missing one', () => {
  const text = page('| 12.2 | It. | a |', '| 12.2-1 | | a |', '| 12.2-2 | It. |');
  expect(checkConformance(tree(text, '')).problems).toEqual([
    'packages/mls/CONFORMANCE.md:7: "12.2" has not the form 12.2-6',
    'packages/mls/CONFORMANCE.md:8: the row of 12.2-1 has not three filled cells',
    'packages/mls/CONFORMANCE.md:9: the row of 12.2-2 has not three filled cells',
  ]);
});

test('a tree without such a page is looked at in vain', () => {
  expect(checkConformance(makeTree({})).inspected).toBe(0);
});
