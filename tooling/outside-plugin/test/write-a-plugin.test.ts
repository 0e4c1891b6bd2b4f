import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessClauses } from '@sotto/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fencedFiles } from './fenced-files.ts';
import type { OutsideFolder } from './outside-folder.ts';
import { outsideFolder } from './outside-folder.ts';
import type { Ended } from './program.ts';
import { root, run, runWell } from './program.ts';

const files = fencedFiles(await readFile(join(root, 'docs/write-a-plugin.md'), 'utf8'));
const source = 'src/index.ts';
let outside: OutsideFolder;

beforeAll(async () => {
  outside = await outsideFolder(files);
}, 120_000);
afterEach(() => outside.write(source, fileOf(source)));
afterAll(() => outside?.remove());

test('the page shows the files of a whole package', () => {
  expect([...files.keys()].sort()).toEqual([
    'package.json',
    source,
    'test/contract.test.ts',
    'tsconfig.json',
  ]);
});

test('the page asks for the versions that this was tried with', () => {
  const { dependencies, devDependencies } = JSON.parse(fileOf('package.json')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const installed = Object.fromEntries(
    [...outside.versions].map(([name, version]) => [
      name,
      name.startsWith('@sotto/') ? releasesLike(version) : version,
    ]),
  );
  expect({ ...dependencies, ...devDependencies }).toEqual(installed);
});

test('what is installed is what a release would hold: no sources', async () => {
  for (const name of ['core', 'contracts']) {
    const manifest = join(outside.path, 'node_modules/@sotto', name, 'package.json');
    const text = await readFile(manifest, 'utf8');
    expect(text).not.toContain('@sotto/source');
    expect(text).not.toContain('workspace:');
  }
});

test('both files of the page are right by the strictest types', async () => {
  await runWell(outside.path, 'pnpm', 'run', 'build');
  const options = ['exactOptionalPropertyTypes', 'noUncheckedIndexedAccess', 'noUnusedLocals'];
  const { code, output } = await run(
    outside.path,
    ...['tsc', '--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext'],
    ...['--target', 'es2024', '--types', 'node', '--verbatimModuleSyntax', '--isolatedModules'],
    ...options.map((option) => `--${option}`),
    ...[source, 'test/contract.test.ts'],
  );
  expect(output).toBe('');
  expect(code).toBe(0);
});

test('the page, followed, passes its contract: every clause is a test, and each is green', async () => {
  const { code, passed, failed } = await contract();
  expect(failed).toEqual([]);
  expect(passed).toEqual(Object.keys(accessClauses).sort());
  expect(code).toBe(0);
});

test('without `take(line)` the clause that the page names fails, with what it saw', async () => {
  await without('take(line);', '');
  const { code, failed, output } = await contract();
  expect(failed).toContain('credit-spent');
  expect(output).toContain('verdict: undefined, expected credit_spent');
  expect(code).not.toBe(0);
});

test('with the clock of the machine in place of the lent one, the contract fails', async () => {
  await without('clock.now()', 'Date.now()');
  const { code, failed } = await contract();
  expect(failed).not.toEqual([]);
  expect(code).not.toBe(0);
});

test('without `await file.sync()` nothing fails, as the page admits', async () => {
  await without('await file.sync();', '');
  expect((await contract()).code).toBe(0);
});

test('a service that is not in needs does not compile', async () => {
  await without('async ({ clock })', 'async ({ clock, log })');
  const { code, output } = await run(outside.path, 'pnpm', 'run', 'build');
  expect(output).toMatch(/src\/index\.ts.*'log'/);
  expect(code).not.toBe(0);
});

/** Every release that fits where this one does; before the first release, that one's. */
function releasesLike(version: string): string {
  return version === '0.0.0' ? '^0.1.0' : `^${version.replace(/\.\d+$/, '.0')}`;
}

function fileOf(name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Error(`The page shows no ${name}.`);
  return content;
}

/** Writes the plugin with one thing of it changed. */
async function without(original: string, change: string): Promise<void> {
  const [before, after, ...more] = fileOf(source).split(original);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`The page does not show ${original} exactly once.`);
  await outside.write(source, before + change + after);
}

interface Contract extends Ended {
  /** Ids of the clauses, sorted. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** Runs the page's own `test` script and reads which clauses held. */
async function contract(): Promise<Contract> {
  const ended = await run(outside.path, 'pnpm', 'test', '--reporter=tap-flat');
  const clauses = (mark: string): string[] =>
    Array.from(
      ended.output.matchAll(new RegExp(String.raw`^${mark} \d+ - .*?> ([a-z-]+):`, 'gm')),
      ([, id = '']) => id,
    ).sort();
  return { ...ended, passed: clauses('ok'), failed: clauses('not ok') };
}
