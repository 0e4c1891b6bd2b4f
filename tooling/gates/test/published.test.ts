import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPublished } from '../src/published/check.ts';
import { checkContents } from '../src/published/contents.ts';
import { makeTree, manifest } from './tree.ts';

const good = {
  LICENSE: 'Text.\n',
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
  'package.json': { name: 'root', private: true },
  'packages/core/README.md': '# Core\n',
  'packages/core/dist/index.js': 'export const one = 1;\n',
  'packages/core/dist/index.d.ts': 'export declare const one: number;\n',
};
const doors = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
const published = (more: object): object =>
  manifest('@sotto/core', {
    license: 'Apache-2.0',
    files: ['dist', 'README.md'],
    publishConfig: { exports: doors },
    ...more,
  });

test('a package as it should be passes', async () => {
  const root = makeTree({ ...good, 'packages/core/package.json': published({}) });
  expect(await checkPublished(root)).toEqual({ inspected: 1, problems: [] });
});

test('it rejects a door that leads to no file', async () => {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/gone.js' } };
  const manifestOf = published({ publishConfig: { exports } });
  const { problems } = await checkPublished(
    makeTree({ ...good, 'packages/core/package.json': manifestOf }),
  );
  expect(problems.join()).toContain('./dist/gone.js');
});

test('it rejects types that are not there for a door', async () => {
  const exports = { '.': { default: './dist/other.js' } };
  const { problems } = await checkPublished(
    makeTree({
      ...good,
      'packages/core/dist/other.js': 'export const two = 2;\n',
      'packages/core/package.json': published({ publishConfig: { exports } }),
    }),
  );
  expect(problems).toContainEqual(expect.stringContaining('types: UntypedResolution at "."'));
});

test('it rejects an archive with tests, the condition of the sources, and no README', () => {
  const root = makeTree({
    'package/package.json': manifest('@sotto/core'),
    'package/test/one.test.ts': '',
    'package/LICENSE': '',
  });
  const file = join(root, 'archive.tgz');
  execFileSync('tar', ['-czf', file, '-C', root, 'package']);
  expect(checkContents(new Uint8Array(readFileSync(file)))).toEqual([
    'README.md is not in the archive',
    'test/one.test.ts is in the archive',
    'the packed manifest still says "@sotto/source"',
  ]);
});
