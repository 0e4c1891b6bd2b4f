import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { generatePlugin, knownPoints } from '../src/generate.ts';
import { namesFor } from '../src/names.ts';

const clone = join(import.meta.dirname, '..', '..', '..');

/** A tree that has of the clone what a plugin needs, inside it so that the tools are found. */
function workspace(): string {
  mkdirSync(join(clone, 'node_modules', '.cache'), { recursive: true });
  const root = mkdtempSync(join(clone, 'node_modules', '.cache', 'new-plugin-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(join(clone, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'));
  mkdirSync(join(root, 'packages'));
  for (const name of ['core', 'contracts']) {
    symlinkSync(join(clone, 'packages', name), join(root, 'packages', name));
  }
  return root;
}

/** As pnpm would link them. */
function link(root: string, folder: string): void {
  const modules = join(root, 'plugins', folder, 'node_modules');
  mkdirSync(join(modules, '@sotto'), { recursive: true });
  for (const name of ['core', 'contracts']) {
    symlinkSync(join(clone, 'packages', name), join(modules, '@sotto', name));
  }
  symlinkSync(join(clone, 'node_modules', 'vitest'), join(modules, 'vitest'));
  symlinkSync(join(root, 'plugins', folder), join(modules, '@sotto', folder));
}

test.each(knownPoints(clone))('a new plugin for %s is formatted and compiles', (point) => {
  const root = workspace();
  const names = namesFor(point, 'tried-out');
  const files = generatePlugin(root, names);
  link(root, names.folder);
  execFileSync('oxfmt', ['-c', join(clone, '.oxfmtrc.json'), '--with-node-modules', ...files], {
    cwd: root,
  });
  const config = join(root, 'tsconfig.json');
  cpSync(join(clone, 'tsconfig.test.json'), config);
  const args = ['-p', config, '--noEmit', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const typeRoots = join(clone, 'tooling', 'new-plugin', 'node_modules', '@types');
  const checked = spawnSync('tsc', [...args, '--typeRoots', typeRoots], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(checked.stdout).toBe('');
});

test('a new plugin runs its contract kit, which shows what is still to be written', () => {
  const root = workspace();
  const names = namesFor('records', 'tried-out');
  generatePlugin(root, names);
  link(root, names.folder);
  cpSync(join(clone, 'vitest.config.ts'), join(root, 'vitest.config.ts'));
  const args = ['run', '--project=node', '--reporter=verbose', '--root', root];
  const { stdout, status } = spawnSync('vitest', args, { cwd: root, encoding: 'utf8' });
  expect(dirname(root)).toContain('node_modules');
  expect(status).toBe(1);
  expect(stdout).toContain('is still to be written');
});

test('of a point that is a list of things, a new plugin has one, with every call to be written', () => {
  const root = workspace();
  generatePlugin(root, namesFor('kinds', 'tried-out'));
  const source = readFileSync(join(root, 'plugins/kinds-tried-out/src/tried-out-kinds.ts'), 'utf8');
  expect(source).toMatch(/kinds: \[\s*\{\s*get mediaType\(\)/);
  expect(source).toContain("validate: () => unwritten('validate')");
});

test('a variant with a bad name, or a folder that is there, is refused', () => {
  expect(() => namesFor('records', 'Big Table')).toThrow('small letters');
  const root = workspace();
  generatePlugin(root, namesFor('records', 'redis'));
  expect(() => generatePlugin(root, namesFor('records', 'redis'))).toThrow('is there already');
});
