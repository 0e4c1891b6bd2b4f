import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandList } from '../src/command-list.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { commandHelp } from '../src/help.ts';
import type { OptionName } from '../src/option-table.ts';
import { commonOptions, environmentName, optionTable } from '../src/option-table.ts';
import { readCommandLine } from '../src/raw-options.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/handset-cli.md'), 'utf8');
const names = Object.keys(optionTable) as OptionName[];

/** Rows of the table under a heading, each as its cells. */
function tableUnder(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const plain = (cell = ''): string => cell.replaceAll('`', '');

test('every option has a line in docs/handset-cli.md with its flag, its variable and its commands, and no other has', () => {
  const expected = names.map((name) => {
    const { value } = optionTable[name];
    const users = commandList
      .filter(({ options }) => options.includes(name))
      .map((each) => each.name);
    return [
      value === undefined ? `--${name}` : `--${name} ${value}`,
      environmentName(name),
      commonOptions.includes(name) ? 'all' : users.sort().join(', '),
    ];
  });
  const documented = tableUnder('Options').map(([flag, variable, of]) => [
    plain(flag),
    plain(variable),
    plain(of),
  ]);
  expect(new Set(documented.map(String))).toEqual(new Set(expected.map(String)));
  expect(documented).toHaveLength(expected.length);
});

test('every option is taken from its flag, from its variable, and from the flag when both are there', () => {
  for (const name of names) {
    const isSwitch = optionTable[name].value === undefined;
    const variable = environmentName(name);
    const flag = isSwitch ? [`--${name}`] : [`--${name}`, 'said'];
    const env = { [variable]: isSwitch ? '1' : 'told' };
    expect(readCommandLine(flag, {}, [name]).options).toEqual({ [name]: isSwitch ? true : 'said' });
    expect(readCommandLine([], env, [name]).options).toEqual({ [name]: isSwitch ? true : 'told' });
    if (!isSwitch) expect(readCommandLine(flag, env, [name]).options).toEqual({ [name]: 'said' });
  }
});

test('every option belongs to a command, and its help names it', () => {
  for (const name of names.filter((each) => !commonOptions.includes(each))) {
    const users = commandList.filter(({ options }) => options.includes(name));
    expect(users, name).not.toEqual([]);
    for (const command of users) expect(commandHelp(command)).toContain(`--${name}`);
  }
});

test('every command has a line in the docs, and no other has', () => {
  const documented = tableUnder('Commands').map(([call]) => plain(call).replaceAll('\\|', '|'));
  const expected = commandList.map((each) => `${each.name} ${each.arguments}`.trim());
  expect(documented).toEqual(expected);
});

test('every exit code has a line in the docs, and no other has', () => {
  const documented = tableUnder('Exit codes').map(([code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes));
});
