import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkBundleSizes } from '../src/bundle-size/check.ts';
import { makeTree } from './tree.ts';

const budget = (maxGzipBytes: number): object => ({
  folder: 'dist',
  groups: [{ name: 'scripts', files: '**/*.js', maxGzipBytes }],
});
const noise = randomBytes(2000).toString('hex');

test('a build within its budget passes; what compresses well is weighed compressed', () => {
  const root = makeTree({
    'apps/web/size-budget.json': budget(1000),
    'apps/web/dist/assets/index.js': 'x'.repeat(100_000),
  });
  expect(checkBundleSizes(root)).toEqual({ inspected: 1, problems: [] });
});

test('it rejects a build over its budget, all files of a group taken together', () => {
  const root = makeTree({
    'apps/web/size-budget.json': budget(3000),
    'apps/web/dist/a.js': noise,
    'apps/web/dist/b.js': noise,
  });
  expect(checkBundleSizes(root).problems).toEqual([
    expect.stringMatching(/^web: scripts weighs \d{4} bytes compressed, 3000 are allowed$/),
  ]);
});

test('it rejects an app that was not built, and a pattern that matches nothing', () => {
  const root = makeTree({
    'apps/a/size-budget.json': budget(1000),
    'apps/b/size-budget.json': budget(1000),
    'apps/b/dist/index.html': '',
  });
  expect(checkBundleSizes(root).problems).toEqual([
    'a: dist was not built',
    'b: there is nothing of "scripts"',
  ]);
});

test('a package is weighed as an app is', () => {
  const root = makeTree({
    'packages/engine/size-budget.json': budget(3000),
    'packages/engine/dist/engine.js': noise,
    'packages/engine/dist/more.js': noise,
  });
  expect(checkBundleSizes(root).problems).toEqual([
    expect.stringMatching(/^engine: scripts weighs \d{4} bytes compressed, 3000 are allowed$/),
  ]);
});

test('a page is weighed with all that it loads at once, however the bundler cut it, and with nothing that is loaded later', () => {
  const page = [
    '<script type="module" crossorigin src="/assets/index.js"></script>',
    '<link rel="modulepreload" crossorigin href="/assets/engine.js">',
    '<link rel="stylesheet" href="/assets/index.css">',
  ].join('');
  const groups = (maxGzipBytes: number): object => ({
    folder: 'dist',
    groups: [{ name: 'the first page', page: 'index.html', maxGzipBytes }],
  });
  const tree = (maxGzipBytes: number): string =>
    makeTree({
      'apps/web/size-budget.json': groups(maxGzipBytes),
      'apps/web/dist/index.html': page,
      'apps/web/dist/assets/index.js': 'x',
      'apps/web/dist/assets/index.css': 'x',
      'apps/web/dist/assets/engine.js': noise,
      'apps/web/dist/assets/seldom.js': randomBytes(20_000).toString('hex'),
    });
  expect(checkBundleSizes(tree(5000))).toEqual({ inspected: 4, problems: [] });
  expect(checkBundleSizes(tree(1000)).problems).toEqual([
    expect.stringMatching(/^web: the first page weighs \d{4} bytes compressed, 1000 are allowed$/),
  ]);
  const empty = makeTree({
    'apps/web/size-budget.json': groups(1000),
    'apps/web/dist/index.html': '<p></p>',
  });
  expect(checkBundleSizes(empty).problems).toEqual(['web: there is nothing of "the first page"']);
});
