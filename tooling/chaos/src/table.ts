import type { Figures } from './figures.ts';

const hourMs = 3_600_000;

/** One row of the table. */
export interface Row {
  readonly story: string;
  readonly figures: Figures;
  readonly failed: number;
}

const columns: readonly (readonly [title: string, of: (row: Row) => string])[] = [
  ['story', ({ story }) => story],
  ['seeds', ({ figures }) => count(figures.stories)],
  ['failed', ({ failed }) => count(failed)],
  ['messages', ({ figures }) => count(figures.messages)],
  ['commits', ({ figures }) => count(figures.commits)],
  ['forks healed', ({ figures }) => count(figures.forksHealed)],
  ['rejoins', ({ figures }) => count(figures.rejoins)],
  ['crashes', ({ figures }) => count(figures.crashes)],
  ['repairs', ({ figures }) => count(figures.repairs)],
  ['lost', ({ figures }) => count(figures.lost)],
  ['virtual hours', ({ figures }) => count(figures.virtualMs / hourMs)],
  ['real seconds', ({ figures }) => count(figures.realMs / 1_000)],
];

/** A Markdown table, its columns as wide as what is in them. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, of]) => of(row))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [lines[0] ?? [], rule, ...lines.slice(1)]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
