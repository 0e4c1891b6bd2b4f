import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { readTitles } from '../test-titles/titles.ts';
import { idForm, readRows, type Row } from './rows.ts';

/**
 * A package with a `CONFORMANCE.md` keeps it and its tests together, both ways: every row has a test in the file that it
 * names, whose title begins with the row's id in brackets, `[12.2-6] [12.4-2] refuses …`; every title that begins with
 * brackets names rows; no row stands twice. Tests that never run do not count, nor do titles of groups.
 */
export function checkConformance(root: string): Verdict {
  const verdicts = globSync('packages/*/CONFORMANCE.md', { cwd: root })
    .sort()
    .map((page) => checkPage(root, page));
  return {
    inspected: verdicts.reduce((sum, { inspected }) => sum + inspected, 0),
    problems: verdicts.flatMap(({ problems }) => problems),
  };
}

function checkPage(root: string, page: string): Verdict {
  const { rows, problems } = readRows(readFileSync(join(root, page), 'utf8'));
  const named = readNamed(root, join(dirname(page), 'test'));
  const known = new Set(rows.map(({ id }) => id));
  return {
    inspected: rows.length,
    problems: [
      ...problems.map(({ line, problem }) => `${page}:${line}: ${problem}`),
      ...rows.flatMap((row, index) => {
        const isAgain = rows.slice(0, index).some(({ id }) => id === row.id);
        const problem = isAgain ? `${row.id} has a second row` : problemOf(row, named);
        return problem === undefined ? [] : [`${page}:${row.line}: ${problem}`];
      }),
      ...named
        .filter(({ id }) => !known.has(id))
        .map(({ id, path }) =>
          idForm.test(id)
            ? `${path}: [${id}] has no row in ${page}`
            : `${path}: [${id}] has not the form [12.2-6]`,
        ),
    ],
  };
}

/** An id in the title of a test that runs. */
interface Named {
  readonly id: string;
  /** Relative to the root. */
  readonly path: string;
  /** Relative to the package's `test`, without its ending, as rows have it. */
  readonly file: string;
}

function problemOf(row: Row, named: readonly Named[]): string | undefined {
  const files = named.filter(({ id }) => id === row.id).map(({ file }) => file);
  if (files.length === 0) return `${row.id} has no test`;
  if (!files.includes(row.file)) return `the test of ${row.id} is in ${files[0] ?? ''}`;
  return undefined;
}

function readNamed(root: string, folder: string): readonly Named[] {
  return globSync(`${folder}/**/*.test.ts`, { cwd: root })
    .sort()
    .flatMap((path) => {
      const file = path.slice(folder.length + 1).replace(/(\.browser)?\.test\.ts$/, '');
      return readTitles(path, readFileSync(join(root, path), 'utf8'))
        .filter(({ isGroup }) => !isGroup)
        .flatMap(({ text }) => idsOf(text))
        .map((id) => ({ id, path, file }));
    });
}

/** What stands in brackets before the words of a title. */
function idsOf(title: string): readonly string[] {
  const [before = ''] = /^(\[[^\]]*\]\s*)*/.exec(title) ?? [];
  return Array.from(before.matchAll(/\[([^\]]*)\]/g), ([, id = '']) => id);
}
