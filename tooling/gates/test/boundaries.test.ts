import { describe, expect, test } from 'vitest';
import { checkBoundaries } from '../src/boundaries/check.ts';
import { makeTree, manifest } from './tree.ts';

const core = {
  'packages/core/package.json': manifest('@sotto/core'),
  'packages/core/src/index.ts': 'export const one = 1;\n',
};
const uses = (...names: string[]): object => ({
  dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])),
});

async function problemsOf(files: Readonly<Record<string, string | object>>): Promise<string[]> {
  const verdict = await checkBoundaries(makeTree({ ...core, ...files }));
  expect(verdict.inspected).toBeGreaterThan(0);
  return [...verdict.problems];
}

test('a tree that follows the direction passes, and its files were looked at', async () => {
  const root = makeTree({
    ...core,
    'plugins/records-a/package.json': manifest('@sotto/records-a', uses('@sotto/core')),
    'plugins/records-a/src/index.ts':
      "import { one } from '@sotto/core';\nexport const two = one + 1;\n",
  });
  expect(await checkBoundaries(root)).toEqual({ inspected: 2, problems: [] });
});

test('an empty tree has nothing looked at, which the runner takes for a failure', async () => {
  expect((await checkBoundaries(makeTree({}))).inspected).toBe(0);
});

describe('it rejects', () => {
  test('a plugin that imports a plugin', async () => {
    const problems = await problemsOf({
      'plugins/records-a/package.json': manifest('@sotto/records-a'),
      'plugins/records-a/src/index.ts': 'export const a = 1;\n',
      'plugins/records-b/package.json': manifest('@sotto/records-b', uses('@sotto/records-a')),
      'plugins/records-b/src/index.ts': "export { a } from '@sotto/records-a';\n",
    });
    expect(problems).toEqual([
      'plugins/records-b/src/index.ts:1: plugins/records-b may not import plugins/records-a',
    ]);
  });

  test('an engine that imports a plugin, also as a type inside a signature', async () => {
    const problems = await problemsOf({
      'plugins/records-a/package.json': manifest('@sotto/records-a'),
      'plugins/records-a/src/index.ts': 'export type A = 1;\n',
      'packages/handset/package.json': manifest('@sotto/handset', uses('@sotto/records-a')),
      'packages/handset/src/index.ts': "export type B = import('@sotto/records-a').A;\n",
      'packages/relay/package.json': manifest('@sotto/relay', uses('@sotto/records-a')),
      'packages/relay/src/index.ts': "export const a = await import('@sotto/records-a');\n",
    });
    expect(problems).toEqual([
      'packages/handset/src/index.ts:1: packages/handset may not import plugins/records-a',
      'packages/relay/src/index.ts:1: packages/relay may not import plugins/records-a',
    ]);
  });

  test('core that imports an engine', async () => {
    const problems = await problemsOf({
      'packages/core/package.json': manifest('@sotto/core', uses('@sotto/relay')),
      'packages/core/src/index.ts': "export { r } from '@sotto/relay';\n",
      'packages/relay/package.json': manifest('@sotto/relay'),
      'packages/relay/src/index.ts': 'export const r = 1;\n',
    });
    expect(problems).toEqual([
      'packages/core/src/index.ts:1: packages/core may not import packages/relay',
    ]);
  });

  test('a plugin that imports more than types of the protocol', async () => {
    const protocol = {
      'packages/protocol/package.json': manifest('@sotto/protocol'),
      'packages/protocol/src/index.ts': 'export type T = 1;\nexport const t: T = 1;\n',
      'plugins/records-a/package.json': manifest('@sotto/records-a', uses('@sotto/protocol')),
    };
    const typesOnly = "import type { T } from '@sotto/protocol';\nexport const a: T = 1;\n";
    const value = "import { t } from '@sotto/protocol';\nexport const a = t;\n";
    expect(await problemsOf({ ...protocol, 'plugins/records-a/src/index.ts': typesOnly })).toEqual(
      [],
    );
    expect(await problemsOf({ ...protocol, 'plugins/records-a/src/index.ts': value })).toEqual([
      'plugins/records-a/src/index.ts:1: plugins/records-a may import only types of packages/protocol',
    ]);
  });

  test('a Node built-in in a pure package and in one that runs in browsers', async () => {
    const problems = await problemsOf({
      'packages/core/src/index.ts':
        "import { randomBytes } from 'node:crypto';\nexport const r = randomBytes(1);\n",
      'packages/handset/package.json': manifest('@sotto/handset'),
      'packages/handset/src/index.ts': "export type { Stats } from 'node:fs';\n",
    });
    expect(problems).toEqual([
      'packages/core/src/index.ts:1: packages/core is pure: no node:crypto',
      'packages/handset/src/index.ts:1: packages/handset runs in browsers too: no node:fs',
    ]);
  });

  test.each([
    ['document', 'export const title = (): string => document.title;\n'],
    ['process', 'export const home = process.env.HOME;\n'],
    ['setTimeout', 'export function wait(): void {\n  setTimeout(() => undefined, 1);\n}\n'],
  ])('the global %s in a pure package', async (name, source) => {
    const problems = await problemsOf({ 'packages/core/src/index.ts': source });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`'${name}'`);
  });

  test('a cycle of files, but not one that types alone close', async () => {
    const first = "import { b } from './b.ts';\nexport const a = (): number => b;\n";
    const second = "import { a } from './a.ts';\nexport const b: number = a();\n";
    const typed =
      "import type { a } from './a.ts';\nexport const b = 1 as unknown as ReturnType<typeof a>;\n";
    const files = { 'packages/core/src/a.ts': first };
    expect(await problemsOf({ ...files, 'packages/core/src/b.ts': second })).toEqual([
      'cycle: packages/core/src/b.ts -> packages/core/src/a.ts',
    ]);
    expect(await problemsOf({ ...files, 'packages/core/src/b.ts': typed })).toEqual([]);
  });

  test('a deep import, by the package’s name and by path', async () => {
    const problems = await problemsOf({
      'packages/relay/package.json': manifest('@sotto/relay', uses('@sotto/core')),
      'packages/relay/src/index.ts':
        "import '@sotto/core/src/index.ts';\nimport '../../core/src/index.ts';\n",
    });
    expect(problems).toEqual([
      'packages/relay/src/index.ts:1: @sotto/core does not export "./src/index.ts"',
      'packages/relay/src/index.ts:2: "../../core/src/index.ts" reaches outside packages/relay',
    ]);
  });

  test('a dependency that is not declared, or only for development', async () => {
    const problems = await problemsOf({
      'packages/relay/package.json': manifest('@sotto/relay', { devDependencies: { ws: '1.0.0' } }),
      'packages/relay/src/index.ts': "import 'ws';\nimport 'left-pad';\n",
      'packages/relay/test/relay.test.ts': "import 'ws';\n",
    });
    expect(problems).toEqual([
      'packages/relay/src/index.ts:1: ws is not declared in packages/relay/package.json',
      'packages/relay/src/index.ts:2: left-pad is not declared in packages/relay/package.json',
    ]);
  });

  test.each(['@signalapp/libsignal-client', 'mls-ts', 'ts-mls'])(
    '%s outside of the bench',
    async (name) => {
      const files = {
        'tooling/bench/package.json': manifest('@sotto/bench', uses(name)),
        'tooling/bench/src/mls/peers/libsignal.ts': `import '${name}';\n`,
        'packages/relay/package.json': manifest('@sotto/relay', uses(name)),
        'packages/relay/src/index.ts': `import '${name}';\n`,
      };
      expect(await problemsOf(files)).toEqual([
        `packages/relay/src/index.ts:1: only tooling/bench/src/mls/peers/ may import ${name}`,
      ]);
    },
  );

  test('an import of a file that is not there, and a private door that leads nowhere', async () => {
    const problems = await problemsOf({
      'packages/core/src/index.ts': "import './gone.ts';\nimport '#gone';\n",
    });
    expect(problems).toEqual([
      'packages/core/src/index.ts:1: "./gone.ts" does not exist',
      'packages/core/src/index.ts:2: #gone leads to no source of packages/core',
    ]);
  });

  test('a package that nobody gave a layer', async () => {
    const problems = await problemsOf({ 'packages/new/package.json': manifest('@sotto/new') });
    expect(problems).toEqual(['packages/new has no layer in layers.ts']);
  });
});
