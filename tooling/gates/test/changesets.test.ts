import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkChangesets } from '../src/changesets/check.ts';
import { addFiles, makeTree, manifest } from './tree.ts';

const changeset = "---\n'@sotto/core': minor\n---\n\nCore can do more.\n";

function git(root: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'pipe' });
}

function repository(): string {
  const root = makeTree({
    'packages/core/package.json': manifest('@sotto/core'),
    'packages/core/src/index.ts': 'export const one = 1;\n',
    'tooling/private/package.json': { name: '@sotto/private', version: '0.0.0', private: true },
  });
  git(root, 'init', '--quiet', '--initial-branch=main');
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '--message=First');
  return root;
}

test('it rejects an unreleased package that no changeset and no CHANGELOG tells of', async () => {
  const root = repository();
  const { inspected, problems } = await checkChangesets(root);
  expect(inspected).toBe(1);
  expect(problems).toEqual([expect.stringContaining('@sotto/core changed')]);
  addFiles(root, { '.changeset/first.md': changeset });
  expect((await checkChangesets(root)).problems).toEqual([]);
});

test('a CHANGELOG that tells of an untagged version is enough', async () => {
  const root = repository();
  addFiles(root, { 'packages/core/CHANGELOG.md': '# @sotto/core\n\n## 1.0.0\n\nFirst.\n' });
  expect((await checkChangesets(root)).problems).toEqual([]);
});

test('it rejects a change since the release, but not a change of its tests alone', async () => {
  const root = repository();
  git(root, 'tag', 'v1.0.0');
  expect((await checkChangesets(root)).problems).toEqual([]);
  addFiles(root, { 'packages/core/test/one.test.ts': '' });
  expect((await checkChangesets(root)).problems).toEqual([]);
  addFiles(root, { 'packages/core/src/two.ts': 'export const two = 2;\n' });
  expect((await checkChangesets(root)).problems).toHaveLength(1);
  addFiles(root, { '.changeset/two.md': changeset });
  expect((await checkChangesets(root)).problems).toEqual([]);
});

test('it rejects a branch that changes a package and leans on the changeset of another change', async () => {
  const root = repository();
  addFiles(root, { '.changeset/first.md': changeset });
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '--message=Tell');
  git(root, 'switch', '--quiet', '--create', 'branch');
  addFiles(root, { 'packages/core/src/two.ts': 'export const two = 2;\n' });
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '--message=Two');
  expect((await checkChangesets(root)).problems).toEqual([
    expect.stringContaining('on this branch'),
  ]);
  addFiles(root, { '.changeset/two.md': changeset });
  expect((await checkChangesets(root)).problems).toEqual([]);
});

test('it rejects a changeset that tells nothing, or names a package that is not published', async () => {
  const root = repository();
  addFiles(root, {
    '.changeset/first.md': "---\n'@sotto/core': minor\n---\n",
    '.changeset/second.md': "---\n'@sotto/private': minor\n---\n\nText.\n",
  });
  expect((await checkChangesets(root)).problems).toEqual([
    '.changeset/first.md tells nothing',
    '.changeset/second.md names @sotto/private, which is not published here',
  ]);
});
