import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandList } from '../src/command-list.ts';
import { readCommandLine } from '../src/command-line.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { commandHelp } from '../src/help.ts';
import type { OptionName } from '../src/option-table.ts';
import { commonOptions, environmentName, optionTable } from '../src/option-table.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const names = Object.keys(optionTable) as OptionName[];

/** First cells of the table whose first heading is this. */
function firstCells(heading: string): readonly string[] {
  const lines = readme.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const rows = lines.slice(at + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((row) => row.split('|')[1]!.replaceAll('`', '').trim());
}

test('every command has a line in the README, and no other has', () => {
  const calls = commandList.map((command) => `${command.name} ${command.arguments}`.trim());
  expect(firstCells('command')).toEqual(calls);
});

test('every exit code has a line in the README, and no other has', () => {
  expect(firstCells('exit code').map(Number)).toEqual(Object.values(exitCodes));
});

test('every option belongs to a command, and its help names it', () => {
  for (const name of names.filter((each) => !commonOptions.includes(each))) {
    const users = commandList.filter(({ options }) => options.includes(name));
    expect(users, name).not.toEqual([]);
    for (const command of users) expect(commandHelp(command).join('\n')).toContain(`--${name}`);
  }
});

test('the environment names files and folders, and never what an act says', () => {
  const env = Object.fromEntries(names.map((name) => [environmentName(name), '1d']));
  const given = readCommandLine([], env, names);
  const heard = names.filter((name) => given.text(name) === '1d' || given.texts(name).length > 0);
  expect(heard).toEqual(['network', 'passphrase-file', 'key', 'log-key', 'access-key']);
});
