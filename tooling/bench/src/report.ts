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
  const width = Math.max(...measures.map(({ what }) => what.length));
  const rows = measures.map(
    ({ what, value, unit, note }) =>
      `  ${what.padEnd(width)}  ${figure(value).padStart(10)} ${unit}${note === undefined ? '' : ` (${note})`}`,
  );
  return [title, ...rows].join('\n');
}

/** All of it for docs/performance.md. */
export function reportMarkdown({ at, machine, seconds, parts }: Report): string {
  const { processor, cores, memoryGib, system, node, fdatasyncMs } = machine;
  const lines = [
    `Measured on ${at.slice(0, 10)} with \`npm run bench -- --write\`, in ${figure(seconds / 60)} minutes, on: ${processor}, ${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}; one fdatasync takes ${figure(fdatasyncMs)} ms.`,
  ];
  for (const { title, method, measures } of parts) {
    lines.push('', `### ${title}`, '', method, '', '| what | figure |', '| --- | ---: |');
    for (const { what, value, unit, note } of measures) {
      lines.push(`| ${what} | ${figure(value)} ${unit}${note === undefined ? '' : ` (${note})`} |`);
    }
  }
  return lines.join('\n');
}

const begin = '<!-- bench: written by npm run bench -- --write -->';
const end = '<!-- end of bench -->';

/** The page with the new figures between its marks. @throws Error when it has none */
export function withFigures(page: string, markdown: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error('docs/performance.md has lost its marks.');
  return `${page.slice(0, from + begin.length)}\n\n${markdown}\n\n${page.slice(to)}`;
}
