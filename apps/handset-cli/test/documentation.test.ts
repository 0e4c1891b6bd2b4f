import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandList } from '../src/command-list.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { commandHelp } from '../src/help.ts';
import type { OptionName } from '../src/option-table.ts';
import { commonOptions, environmentName, optionTable } from '../src/option-table.ts';
import { parseOptions } from '../src/options.ts';
import type { Row } from '../src/output/row.ts';
import { readCommandLine } from '../src/raw-options.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/handset-cli.md'), 'utf8');
const names = Object.keys(optionTable) as OptionName[];

// Progress is shown on a terminal alone. A type that is missing here does not compile.
const rowTypes = Object.keys({
  handset: 0,
  invite: 0,
  conversation: 0,
  contact: 0,
  member: 0,
  device: 0,
  'device-code': 0,
  message: 0,
  version: 0,
  once: 0,
  locker: 0,
  'locker-note': 0,
  'locker-picture': 0,
  erased: 0,
  typing: 0,
  transfer: 0,
  draft: 0,
  settings: 0,
  protection: 0,
  picture: 0,
  network: 0,
  act: 0,
  proof: 0,
  'log-file': 0,
  'safety-number': 0,
  status: 0,
  connection: 0,
  notice: 0,
  lost: 0,
  backup: 0,
  'backup-keeping': 0,
  'backup-plan': 0,
  'recovery-key': 0,
  storage: 0,
  wiped: 0,
  'wipe-test': 0,
} satisfies Record<Exclude<Row['type'], 'progress'>, 0>);

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

const plain = (cell = ''): string => cell.replaceAll('`', '').replaceAll('\\|', '|');

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
    const { value, many } = optionTable[name];
    const isSwitch = value === undefined;
    const one = (text: string): unknown => (many ? [text] : text);
    const variable = environmentName(name);
    const flag = isSwitch ? [`--${name}`] : [`--${name}`, 'said'];
    const env = { [variable]: isSwitch ? '1' : 'told' };
    expect(readCommandLine(flag, {}, [name]).options).toEqual({
      [name]: isSwitch ? true : one('said'),
    });
    expect(readCommandLine([], env, [name]).options).toEqual({
      [name]: isSwitch ? true : one('told'),
    });
    if (isSwitch) continue;
    expect(readCommandLine(flag, env, [name]).options).toEqual({ [name]: one('said') });
  }
});

test('what may be given several times has a flag each time, and one line each in its variable', () => {
  const names = ['member'] as const;
  const { options } = readCommandLine(['--member', 'Ada', '--member', 'Grace'], {}, names);
  expect(options).toEqual({ member: ['Ada', 'Grace'] });
  expect(readCommandLine([], { SOTTO_MEMBER: 'Ada\nGrace\n' }, names).options).toEqual(options);
  expect(parseOptions(options).members).toEqual(['Ada', 'Grace']);
  expect(parseOptions({}).members).toEqual([]);
});

test('every JSON object that a command prints has a line in the docs, and no other has', () => {
  const documented = tableUnder('JSON').map(([type]) => plain(type));
  expect(documented.sort()).toEqual([...rowTypes].sort());
});

test('every option belongs to a command, and its help names it', () => {
  for (const name of names.filter((each) => !commonOptions.includes(each))) {
    const users = commandList.filter(({ options }) => options.includes(name));
    expect(users, name).not.toEqual([]);
    for (const command of users) expect(commandHelp(command)).toContain(`--${name}`);
  }
});

test('every command has a line in the docs, and no other has', () => {
  const documented = tableUnder('Commands').map(([call]) => plain(call));
  const expected = commandList.map((each) => `${each.name} ${each.arguments}`.trim());
  expect(documented).toEqual(expected);
});

test('every command and option that the list of scenarios names is one', () => {
  const list = readFileSync(join(import.meta.dirname, '../../../docs/scenarios/README.md'), 'utf8');
  const calls = [...list.matchAll(/`sotto ([a-z ]+?)(?: --([a-z-]+))?`/g)];
  expect(calls.length).toBeGreaterThan(20);
  for (const [, name, option] of calls) {
    const command = commandList.find((each) => each.name === name);
    expect(command?.name).toBe(name);
    if (option !== undefined) expect(command?.options).toContain(option);
  }
});

test('every exit code has a line in the docs, and no other has', () => {
  const documented = tableUnder('Exit codes').map(([code]) => Number(code));
  expect(documented).toEqual(Object.values(exitCodes));
});
