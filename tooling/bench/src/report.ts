import type { Machine } from './machine.ts';
import type { Measure, Part } from './measure.ts';

/** What one run of the bench found. */
export interface Report {
  readonly at: string;
  readonly machine: Machine;
  readonly seconds: number;
  readonly parts: readonly PartReport[];
}

export interface PartReport extends Pick<Part, 'name' | 'title' | 'method'> {
  readonly measures: readonly Measure[];
}

/** Three figures that matter, with the thousands apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return 'not measured';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}

/** One part for a terminal. */
export function partText({ title, measures }: PartReport): string {
  const [listed, tables] = [measures.filter(({ cell }) => cell === undefined), tablesOf(measures)];
  const width = Math.max(...listed.map(({ what }) => what.length));
  const rows = listed.map(
    (measure) =>
      `  ${measure.what.padEnd(width)}  ${figure(measure.value).padStart(10)} ${measure.unit}${inBrackets(measure.note)}${inBrackets(targetText(measure))}`,
  );
  const grids = tables.map(({ title: name, rows: lines }) => {
    const widths = (lines[0] ?? []).map((_, at) =>
      Math.max(...lines.map((cells) => cells[at]?.length ?? 0)),
    );
    const texts = lines.map((cells) =>
      cells
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    );
    return [`  ${name}`, ...texts.map((text) => `    ${text}`)].join('\n');
  });
  return [title, ...rows, ...grids].join('\n');
}

/** `at most 1.15 ×: met`, or undefined when there is no target. */
function targetText({ value, unit, target }: Measure): string | undefined {
  if (target === undefined) return undefined;
  return `at most ${figure(target)} ${unit}: ${value <= target ? 'met' : 'missed'}`;
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

interface Table {
  readonly title: string;
  /** Cells by rows, the headings first. A figure that was not measured is an empty cell. */
  readonly rows: readonly (readonly string[])[];
}

/** The measures that stand in tables, laid out as they were measured: rows, columns and tables by first appearance. */
function tablesOf(measures: readonly Measure[]): readonly Table[] {
  return [...Map.groupBy(measures, ({ cell }) => cell?.table)].flatMap(([title, inTable]) => {
    if (title === undefined) return [];
    const columns = [...new Set(inTable.map(({ cell }) => cell?.column ?? ''))];
    const lines = [...Map.groupBy(inTable, ({ what }) => what)].map(([what, cells]) => [
      what,
      ...columns.map((column) => {
        const found = cells.find(({ cell }) => cell?.column === column);
        return found === undefined ? '' : `${figure(found.value)} ${found.unit}`;
      }),
    ]);
    return [{ title, rows: [['what', ...columns], ...lines] }];
  });
}

/** All of it for docs/performance.md. */
export function reportMarkdown({ at, machine, seconds, parts }: Report): string {
  const { processor, cores, memoryGib, system, node, fdatasyncMs } = machine;
  const lines = [
    `Measured on ${at.slice(0, 10)} in ${figure(seconds / 60)} minutes, on: ${processor}, ${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}; one fdatasync takes ${figure(fdatasyncMs)} ms.`,
  ];
  for (const { title, method, measures } of parts) {
    lines.push('', `### ${title}`, '', method, '', ...listMarkdown(measures));
    for (const table of tablesOf(measures)) {
      const [head = [], ...rows] = table.rows;
      const ruler = head.map((_, at) => (at === 0 ? '---' : '---:'));
      lines.push('', `#### ${table.title}`, '', ...[head, ruler, ...rows].map(rowMarkdown));
    }
  }
  return lines.join('\n');
}

function listMarkdown(measures: readonly Measure[]): readonly string[] {
  const listed = measures.filter(({ cell }) => cell === undefined);
  if (listed.length === 0) return [];
  const targets = listed.some(({ target }) => target !== undefined);
  const rows = listed.map((measure) => [
    measure.what,
    `${figure(measure.value)} ${measure.unit}${inBrackets(measure.note)}`,
    ...(targets ? [targetText(measure) ?? ''] : []),
  ]);
  const head = [
    ['what', 'figure', ...(targets ? ['target'] : [])],
    ['---', '---:', ...(targets ? ['---'] : [])],
  ];
  return [...head, ...rows].map(rowMarkdown);
}

function rowMarkdown(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** What docs/performance.md shows together, and what is measured together for it. */
export type Chapter =
  | 'system'
  | 'search'
  | 'wipe'
  | 'backup'
  | 'unlock'
  | 'groups'
  | 'charter'
  | 'vault'
  | 'mls';

export function chapterOf({ name }: Pick<Part, 'name'>): Chapter {
  if (name.startsWith('groups-')) return 'groups';
  if (name === 'unlock' || name === 'search' || name === 'wipe' || name === 'backup') return name;
  if (name === 'charter') return name;
  if (name.startsWith('vault-')) return 'vault';
  return name.startsWith('mls-') ? 'mls' : 'system';
}

/** The page with a chapter's new figures between its marks. @throws Error when it has none */
export function withFigures(page: string, chapter: Chapter, markdown: string): string {
  const begin = `<!-- bench ${chapter}: written by npm run bench -- --write -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(`<!-- end of bench ${chapter} -->`);
  if (from === -1 || to < from) throw new Error('docs/performance.md has lost its marks.');
  return `${page.slice(0, from + begin.length)}\n\n${markdown}\n\n${page.slice(to)}`;
}
