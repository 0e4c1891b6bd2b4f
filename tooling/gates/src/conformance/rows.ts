/** One rule of a conformance page. */
export interface Row {
  /** The section and a number: `12.2-6`. */
  readonly id: string;
  readonly line: number;
  /** Test file, relative to the package's `test`, without its ending. */
  readonly file: string;
}

export const idForm: RegExp = /^(\d+(?:\.\d+)*)-(\d+)$/;

/**
 * The rows under headings that begin with a section number, such as `## 12.2 Proposal list validation`; a sentence for
 * each line there that is no row. Rows elsewhere on the page are not looked at.
 */
export function readRows(text: string): {
  readonly rows: readonly Row[];
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
} {
  const rows: Row[] = [];
  const problems: { line: number; problem: string }[] = [];
  let section: string | undefined;
  for (const [index, written] of text.split('\n').entries()) {
    const line = index + 1;
    if (written.startsWith('#')) section = /^#+ (\d+(?:\.\d+)*) /.exec(written)?.[1];
    if (section === undefined || !written.startsWith('|')) continue;
    const cells = cellsOf(written);
    if (cells[0] === 'id' || /^-+$/.test(cells[0] ?? '')) continue;
    const row = rowOf(cells, section);
    if (typeof row === 'string') problems.push({ line, problem: row });
    else rows.push({ ...row, line });
  }
  return { rows, problems };
}

function rowOf(cells: readonly string[], heading: string): Omit<Row, 'line'> | string {
  const [id = '', rule = '', file = ''] = cells;
  const section = idForm.exec(id)?.[1];
  if (section === undefined) return `"${id}" has not the form 12.2-6`;
  if (cells.length !== 3 || rule === '' || file === '')
    return `the row of ${id} has not three filled cells`;
  if (section !== heading && !section.startsWith(`${heading}.`))
    return `${id} stands under ${heading}`;
  return { id, file };
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
