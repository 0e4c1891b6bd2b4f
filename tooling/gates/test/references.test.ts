import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReferences } from '../src/references/check.ts';
import { writeReferences } from '../src/references/write.ts';
import { addFiles, makeTree, manifest } from './tree.ts';

const good = {
  'tsconfig.json': {
    files: [],
    references: [{ path: 'packages/core' }, { path: 'packages/relay' }],
  },
  'packages/core/package.json': manifest('@sotto/core'),
  'packages/core/tsconfig.json': {},
  'packages/relay/package.json': manifest('@sotto/relay', {
    dependencies: { '@sotto/core': 'workspace:*' },
  }),
  'packages/relay/tsconfig.json': { references: [{ path: '../core' }] },
};

test('references that are the dependencies pass', () => {
  expect(checkReferences(makeTree(good))).toEqual({ inspected: 3, problems: [] });
});

test('it rejects a package that the root does not build', () => {
  const root = makeTree({
    ...good,
    'plugins/new/package.json': manifest('@sotto/new'),
    'plugins/new/tsconfig.json': {},
  });
  expect(checkReferences(root).problems).toEqual(['tsconfig.json does not refer to plugins/new']);
});

test('it rejects a reference that is missing, one that is no dependency, and a missing config', () => {
  const root = makeTree({
    ...good,
    'packages/core/tsconfig.json': { references: [{ path: '../relay' }] },
    'packages/relay/tsconfig.json': {},
    'plugins/new/package.json': manifest('@sotto/new'),
  });
  expect(checkReferences(root).problems).toEqual([
    'plugins/new has no tsconfig.json',
    'packages/core/tsconfig.json refers to ../relay, which is no dependency',
    'packages/relay/tsconfig.json does not refer to ../core',
  ]);
});

test('writing the references mends what the check rejects, and keeps the rest of the file', () => {
  const root = makeTree(good);
  addFiles(root, { 'packages/relay/tsconfig.json': { include: ['src'] } });
  expect(writeReferences(root)).toEqual(['packages/relay/tsconfig.json']);
  expect(checkReferences(root).problems).toEqual([]);
  const written = readFileSync(join(root, 'packages/relay/tsconfig.json'), 'utf8');
  expect(JSON.parse(written)).toEqual({ include: ['src'], references: [{ path: '../core' }] });
});
