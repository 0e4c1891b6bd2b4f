import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { missingTests } from './missing-tests.ts';

const root = join(import.meta.dirname, '../../..');
const scenarios = globSync('docs/scenarios/*.md', { cwd: root }).filter(
  (path) => !path.endsWith('README.md'),
);
const list = 'docs/scenarios/README.md';
const states = globSync(['docs/states/*.md', 'docs/vault.md'], { cwd: root });

test.for([...scenarios, list, ...states].sort())('every test that %s names is there', (path) => {
  const { named, problems } = missingTests(root, readFileSync(join(root, path), 'utf8'));
  expect(problems).toEqual([]);
  expect(named).toBeGreaterThan(0);
});

test('the list of scenarios names every page', () => {
  const text = readFileSync(join(root, list), 'utf8');
  const listed = Array.from(text.matchAll(/^- .*\]\(([\w-]+\.md)\)/gm), ([, page = '']) => page);
  const pages = scenarios.map((path) => path.slice('docs/scenarios/'.length));
  expect(listed.sort()).toEqual(pages.sort());
});

test('what all three ways in have is a method of the API, each of them', () => {
  const rows = readFileSync(join(root, list), 'utf8')
    .split('\n')
    .filter((line) => /^\| .*_ +\| `/.test(line));
  const api = readFileSync(join(root, 'packages/handset/api-report.md'), 'utf8');
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows)
    for (const [, method] of row.slice(row.lastIndexOf('_ ')).matchAll(/`(\w+)`/g))
      expect(api, method).toContain(`readonly ${method}: (`);
});

test.for([
  ['a title that no test has', '- `some.test.ts`: _runs_, _is not there_', 'is not there'],
  ['a title that only begins like one', '- `some.test.ts`: _run_', 'run'],
  ['a test that is skipped', '- `some.test.ts`: _is skipped_', 'is skipped'],
  ['a test that is still to be written', '- `some.test.ts`: _is to be written_', 'to be written'],
  ['a title that stands only in a comment', '- `some.test.ts`: _was removed_', 'was removed'],
  ['a file that is not there', '- `other.test.ts`: _runs_', 'other.test.ts'],
  ['a file that is not there, whatever it is said to hold', '- `other.test.ts`: all', 'other'],
  ['a folder and a name that do not fit', 'Tests are in `deep`.\n1. `some`: _runs_', 'deep/some'],
] as const)('%s is found', ([, page, found]) => {
  const { problems } = missingTests(sampleTree(), page);
  expect(problems).toEqual([expect.stringContaining(found)]);
});

test('plain, grouped, repeated and conditional tests count, by the whole title', () => {
  const page =
    '1. Holds. — `other`: _is in a group_, _a group_; `more`: _tells INVITE_USED_, _of each_\n' +
    '2. Holds too. — `other`: all; `more`: every _Ada_\n' +
    'Tests are in `deep/test`.';
  expect(missingTests(sampleTree(), page)).toEqual({ named: 4, problems: [] });
});

function sampleTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-named-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'deep/test'), { recursive: true });
  writeFileSync(
    join(folder, 'some.test.ts'),
    `// test('was removed', () => {});
    test('runs', () => {});
    test.skip('is skipped', () => {});
    it.todo('is to be written');`,
  );
  writeFileSync(
    join(folder, 'deep/test/other.test.ts'),
    `describe('a group', () => { it('is in a group', () => {}); });`,
  );
  writeFileSync(
    join(folder, 'deep/test/more.browser.test.ts'),
    `test.skipIf(false)('tells INVITE_USED', () => {}); test.for([1, 2])('of each', () => {});`,
  );
  return folder;
}
