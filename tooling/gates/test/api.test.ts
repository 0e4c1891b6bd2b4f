import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkApi, writeApiReports } from '../src/api/check.ts';
import { addFiles, makeTree, manifest } from './tree.ts';

const built = {
  'packages/core/package.json': manifest('@sotto/core'),
  'packages/core/dist/index.d.ts':
    "export { open } from './open.ts';\nexport type * from './shape.ts';\n",
  'packages/core/dist/open.d.ts': [
    "import type { Inner } from './inner.ts';",
    "import type { Outer } from 'elsewhere';",
    '/** Opens. */',
    'export declare function open(inner: Inner, outer: Outer): void;',
    'export declare const unseen: 1;',
  ].join('\n'),
  'packages/core/dist/inner.d.ts': 'export interface Inner {\n    readonly depth: number;\n}\n',
  'packages/core/dist/shape.d.ts': 'export type Shape = string;\n',
};

function reported(): string {
  const root = makeTree(built);
  expect(writeApiReports(root)).toEqual(['packages/core/api-report.md']);
  expect(checkApi(root)).toEqual({ inspected: 1, problems: [] });
  return root;
}

test('the report holds what can be reached, and neither comments nor what cannot', () => {
  const text = readFileSync(join(reported(), 'packages/core/api-report.md'), 'utf8');
  expect(text).toContain('export { Shape, open };');
  expect(text).toContain('interface Inner');
  expect(text).toContain("uses Outer from 'elsewhere'");
  expect(text).not.toContain('Opens.');
  expect(text).not.toContain('unseen');
});

test.each([
  ['a signature', { 'packages/core/dist/open.d.ts': 'export declare function open(): void;\n' }],
  [
    'a type that is only reached',
    { 'packages/core/dist/inner.d.ts': 'export interface Inner {}\n' },
  ],
  ['a name that is gone', { 'packages/core/dist/shape.d.ts': 'export {};\n' }],
  [
    'a new name',
    { 'packages/core/dist/shape.d.ts': 'export type Shape = string;\nexport type New = 1;\n' },
  ],
])('it rejects a change of %s', (_, change) => {
  const root = reported();
  addFiles(root, change);
  expect(checkApi(root).problems).toHaveLength(1);
});

test('a change of comments, and of what nobody can reach, is none of the API', () => {
  const root = reported();
  const open = built['packages/core/dist/open.d.ts'];
  addFiles(root, {
    'packages/core/dist/open.d.ts': open
      .replace('Opens.', 'Opens it.')
      .replace('unseen: 1', 'unseen: 2'),
  });
  expect(checkApi(root).problems).toEqual([]);
});

test('it rejects a package without a report, and one that was not built', () => {
  expect(checkApi(makeTree(built)).problems.join()).toContain('has no api-report.md');
  const unbuilt = makeTree({ 'packages/core/package.json': manifest('@sotto/core') });
  expect(checkApi(unbuilt).problems.join()).toContain('was not built');
});
