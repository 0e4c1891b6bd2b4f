import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { readBounds, type Bound } from './bounds.ts';

const page = 'docs/limits.md';
const sources = '{packages,plugins,apps}/*/src/{limits,*-limits}.ts';

/**
 * Every bound of every `limits.ts` has exactly one row in docs/limits.md, under a heading that names its file, with the
 * same value and a unit; and every such row has a bound. Several numbers of one bound have ` / ` between them.
 */
export function checkLimitsTable(root: string): Verdict {
  const bounds = globSync(sources, { cwd: root })
    .sort()
    .flatMap((file) => readBounds(root, file));
  if (!existsSync(join(root, page))) {
    return { inspected: bounds.length, problems: [`${page} does not exist`] };
  }
  const rows = readRows(readFileSync(join(root, page), 'utf8'));
  const values = new Map(bounds.map((bound) => [keyOf(bound), bound.value]));
  const listed = new Set(rows.map(keyOf));
  return {
    inspected: bounds.length,
    problems: [
      ...bounds
        .filter((bound) => !listed.has(keyOf(bound)))
        .map(({ name, file }) => `${name} (${file}) has no row in ${page}`),
      ...rows.flatMap((row, index) => {
        const problem = problemOf(row, values.get(keyOf(row)), rows.slice(0, index));
        return problem === undefined ? [] : [`${page}:${row.line}: ${problem}`];
      }),
    ],
  };
}

interface Row {
  readonly name: string;
  /** Path in the heading above. */
  readonly file: string;
  readonly line: number;
  readonly cells: readonly string[];
}

function problemOf(
  row: Row,
  value: Bound['value'] | undefined,
  before: readonly Row[],
): string | undefined {
  const { name, file, cells } = row;
  if (value === undefined) return `${name} is no bound of ${file}`;
  if (before.some((other) => keyOf(other) === keyOf(row))) return `${name} has a second row`;
  if (cells.length !== 3 || cells.some((cell) => cell === '')) {
    return `the row of ${name} has not three filled cells`;
  }
  const [, number, unit] = /^([\d,.]+(?: \/ [\d,.]+)*)(?: (\S.*))?$/.exec(cells[1] ?? '') ?? [];
  const said = [value]
    .flat()
    .map((each) => each.toLocaleString('en-US'))
    .join(' / ');
  if (number !== said) return `${name} is ${said} in ${file}`;
  return unit === undefined ? `the value of ${name} has no unit` : undefined;
}

/** Rows whose first cell is a name in code marks, in sections whose heading names a file. */
function readRows(text: string): Row[] {
  let file: string | undefined;
  return text.split('\n').flatMap((line, index) => {
    if (line.startsWith('#')) file = /`([^`]+\.ts)`/.exec(line)?.[1];
    if (file === undefined || !line.startsWith('|')) return [];
    const cells = line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    const name = /^`(\w+)`$/.exec(cells[0] ?? '')?.[1];
    return name === undefined ? [] : [{ name, file, line: index + 1, cells }];
  });
}

function keyOf({ name, file }: { readonly name: string; readonly file: string }): string {
  return `${file} ${name}`;
}
