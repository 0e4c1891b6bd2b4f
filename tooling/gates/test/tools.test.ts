import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTool } from '../src/tool.ts';
import { makeTree } from './tree.ts';

const clone = join(import.meta.dirname, '..', '..', '..');

test('the format gate rejects a badly formatted file and passes a good one', async () => {
  const check = async (text: string): Promise<number> => {
    const cwd = makeTree({ 'a.ts': text });
    const config = join(clone, '.oxfmtrc.json');
    return (await runTool('oxfmt', ['--check', '-c', config, '.'], { cwd })).code;
  };
  expect(await check("export const one = 'one';\n")).toBe(0);
  expect(await check('export const one = "one"\n')).not.toBe(0);
});

test.each([
  ['no-floating-promises', 'export async function f(): Promise<void> {}\nf();\n'],
  ['no-explicit-any', 'export const x: any = 1;\n'],
  ['no-console', "console.log('x');\nexport {};\n"],
  ['no-default-export', 'export default 1;\n'],
])('the lint gate rejects %s', async (rule, text) => {
  const cwd = makeTree({
    'tsconfig.json': { compilerOptions: { strict: true, target: 'es2024' } },
    'a.ts': text,
  });
  const args = ['--type-aware', '-c', join(clone, '.oxlintrc.json'), '.'];
  const { code, output } = await runTool('oxlint', args, { cwd });
  expect(code).not.toBe(0);
  expect(output).toContain(rule);
});

test.each([
  ['a wrong type', "export const one: number = 'one';\n", 'TS2322'],
  ['an index that may miss', 'export const f = (a: number[]): number => a[0];\n', 'TS2322'],
  ['an export without a written type', 'export const f = () => Math.random();\n', 'TS9013'],
  ['an enum', 'export enum E {\n  A,\n}\n', 'TS1294'],
])('the types gate rejects %s', async (_, text, code) => {
  const cwd = makeTree({
    'tsconfig.json': {
      extends: join(clone, 'tsconfig.base.json'),
      compilerOptions: { rootDir: '.', outDir: 'dist' },
      files: ['a.ts'],
    },
    'package.json': { type: 'module' },
    'a.ts': text,
  });
  const result = await runTool('tsc', ['-b'], { cwd });
  expect(result.code).not.toBe(0);
  expect(result.output).toContain(code);
});

test('the gate of unused things rejects an unused export, file and dependency', async () => {
  const cwd = makeTree({
    'package.json': {
      name: 'x',
      type: 'module',
      main: 'src/index.ts',
      dependencies: { ws: '1.0.0' },
    },
    'src/index.ts': "import { used } from './part.ts';\nexport const main = used;\n",
    'src/part.ts': 'export const used = 1;\nexport const unused = 2;\n',
    'src/orphan.ts': 'export const nobody = 1;\n',
    'knip.json': { project: ['src/**/*.ts'] },
  });
  const { code, output } = await runTool('knip', ['--no-progress'], { cwd });
  expect(code).not.toBe(0);
  for (const name of ['unused', 'src/orphan.ts', 'ws']) expect(output).toContain(name);
});

test('the manifests gate rejects two versions of one dependency', async () => {
  const cwd = makeTree({
    'package.json': { name: 'root', private: true, packageManager: 'pnpm@12.21.0' },
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    'packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { ws: '1.0.0' } },
    'packages/b/package.json': { name: 'b', version: '1.0.0', dependencies: { ws: '2.0.0' } },
  });
  const { code, output } = await runTool('sherif', [], { cwd });
  expect(code).not.toBe(0);
  expect(output).toContain('multiple-dependency-versions');
});
