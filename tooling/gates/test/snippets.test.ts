import { expect, test } from 'vitest';
import { checkSnippets } from '../src/snippets/check.ts';
import { makeTree, manifest } from './tree.ts';

const core = {
  'packages/core/package.json': manifest('@sotto/core'),
  'packages/core/src/index.ts': 'export const one: number = 1;\n',
};
const fence = (info: string, code: string): string => `# Title\n\n\`\`\`${info}\n${code}\n\`\`\`\n`;

test('a snippet that uses the package as it is compiles', async () => {
  const text = fence('ts', "import { one } from '@sotto/core';\nconst two: number = one + one;");
  const root = makeTree({ ...core, 'packages/core/README.md': text });
  expect(await checkSnippets(root)).toEqual({ inspected: 1, problems: [] });
});

test('it rejects a snippet that does not compile, and names the line of the document', async () => {
  const text = fence('ts', "import { one } from '@sotto/core';\nconst two: string = one;");
  const { problems } = await checkSnippets(makeTree({ ...core, 'docs/deep/page.md': text }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^docs\/deep\/page\.md:5: error TS2322/);
});

test('it rejects a snippet that names what is not exported', async () => {
  const text = fence('ts', "import { gone } from '@sotto/core';");
  const { problems } = await checkSnippets(makeTree({ ...core, 'README.md': text }));
  expect(problems.join()).toContain("'gone'");
});

test('a snippet is left out only with a reason', async () => {
  const root = makeTree({
    ...core,
    'README.md': fence('ts no-check: shown only for its shape', 'const x: string = 1;'),
    'docs/page.md': fence('ts no-check', 'const x: string = 1;'),
  });
  expect(await checkSnippets(root)).toEqual({
    inspected: 2,
    problems: ['docs/page.md:4: "no-check" needs a reason after it'],
  });
});

test('a snippet can be imported by another as the module that its fence names', async () => {
  const module = fence('ts as my-plugin', 'export const answer: number = 42;');
  const user = fence('ts', "import { answer } from 'my-plugin';\nconst wrong: string = answer;");
  const { problems } = await checkSnippets(makeTree({ ...core, 'README.md': module + user }));
  expect(problems).toEqual([expect.stringMatching(/^README\.md:10: error TS2322/)]);
});
