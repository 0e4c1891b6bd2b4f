import { expect, test } from 'vitest';
import { checkErrorsTable } from '../src/errors-table/check.ts';
import { makeTree } from './tree.ts';

const codes = {
  'packages/core/src/points/link.ts':
    "export type LinkErrorCode =\n  /** Why. */\n  | 'LINK_CLOSED'\n  | 'LINK_REFUSED';\n",
  'packages/relay/src/error-codes.ts': "export type RelayErrorCode = 'RELAY_FULL';\n",
};
const row = (code: string): string => `| \`${code}\` | core | yes | what | do |\n`;
const table = `| code | package | retryable | what it means | what to do |\n|---|---|---|---|---|\n`;

test('a table with one row for each code passes', () => {
  const rows = ['LINK_CLOSED', 'LINK_REFUSED', 'RELAY_FULL'].map(row).join('');
  const root = makeTree({ ...codes, 'docs/errors.md': table + rows });
  expect(checkErrorsTable(root)).toEqual({ inspected: 3, problems: [] });
});

test('it rejects a code without a row', () => {
  const root = makeTree({
    ...codes,
    'docs/errors.md': table + row('LINK_CLOSED') + row('RELAY_FULL'),
  });
  expect(checkErrorsTable(root).problems).toEqual([
    'LINK_REFUSED (packages/core/src/points/link.ts) has no row in docs/errors.md',
  ]);
});

test('it rejects a row without a code, a second row, and a row with an empty cell', () => {
  const rows = ['LINK_CLOSED', 'LINK_REFUSED', 'LINK_REFUSED', 'LINK_GONE'].map(row).join('');
  const root = makeTree({
    ...codes,
    'docs/errors.md': `${table}${rows}| RELAY_FULL | relay | yes | | do |\n`,
  });
  expect(checkErrorsTable(root).problems).toEqual([
    'docs/errors.md:6: LINK_GONE is declared nowhere',
    'docs/errors.md:5: LINK_REFUSED has a second row',
    'docs/errors.md:7: the row of RELAY_FULL has not five filled cells',
  ]);
});

test('it rejects a code that is not in capitals, and a missing table', () => {
  const root = makeTree({ 'packages/a/src/error-codes.ts': "export type AErrorCode = 'full';\n" });
  expect(checkErrorsTable(root).problems).toEqual(['docs/errors.md does not exist']);
});
