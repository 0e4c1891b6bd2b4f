import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../gate.ts';
import { readCodes } from './codes.ts';

const table = 'docs/errors.md';
const declarations = [
  '{packages,plugins,apps,examples}/*/src/**/error-codes.ts',
  'packages/core/src/points/*.ts',
];
const codeForm = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** Every code of every closed union has exactly one full row in docs/errors.md, and every row has a code. */
export function checkErrorsTable(root: string): Verdict {
  const declared = globSync(declarations, {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  })
    .sort()
    .flatMap((file) => readCodes(root, file));
  if (!existsSync(join(root, table))) {
    return { inspected: declared.length, problems: [`${table} does not exist`] };
  }
  const rows = readRows(readFileSync(join(root, table), 'utf8'));
  const known = new Set(declared.map(({ code }) => code));
  const listed = new Set(rows.map(({ code }) => code));
  return {
    inspected: declared.length,
    problems: [
      ...declared
        .filter(({ code }) => !codeForm.test(code))
        .map(({ code, file }) => `${file}: "${code}" has not the form MAILBOX_FULL`),
      ...declared
        .filter(({ code }) => !listed.has(code))
        .map(({ code, file }) => `${code} (${file}) has no row in ${table}`),
      ...rows
        .filter(({ code }) => !known.has(code))
        .map(({ code, line }) => `${table}:${line}: ${code} is declared nowhere`),
      ...rows
        .filter(({ code }, index) => rows.findIndex((row) => row.code === code) < index)
        .map(({ code, line }) => `${table}:${line}: ${code} has a second row`),
      ...rows
        .filter(({ cells }) => cells.length !== 5 || cells.some((cell) => cell === ''))
        .map(({ code, line }) => `${table}:${line}: the row of ${code} has not five filled cells`),
    ],
  };
}

interface Row {
  readonly code: string;
  readonly line: number;
  readonly cells: readonly string[];
}

function readRows(text: string): Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (!line.trimStart().startsWith('|')) return [];
    const cells = line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    const code = /^`?([A-Z][A-Z0-9_]+)`?$/.exec(cells[0] ?? '')?.[1];
    return code === undefined ? [] : [{ code, line: index + 1, cells }];
  });
}
