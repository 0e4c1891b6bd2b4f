import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../place.mjs';

const pages = globSync(
  ['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', '{apps,packages,plugins}/*/README.md'],
  {
    cwd: root,
    exclude: ['**/node_modules/**'],
  },
);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const short = ['start', 'test'];

test('every command that a page gives is one of the project', () => {
  const missing = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = [
      ...text.matchAll(/\bnpm run (?:-s )?([\w-]+)/g),
      ...text.matchAll(/^pnpm ([\w-]+)/gm),
    ];
    return named.flatMap(([, name = '']) =>
      name in scripts && !short.includes(name) ? [] : [`${page}: ${name}`],
    );
  });
  expect(pages.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});
