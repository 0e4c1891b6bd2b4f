import type { Command } from './command.ts';
import { commandList } from './command-list.ts';
import type { OptionName } from './option-table.ts';
import { commonOptions, environmentName, optionTable } from './option-table.ts';

/** What `sotto help` prints. */
export function generalHelp(): string {
  const rows = commandList.map((command): Pair => [callOf(command), command.summary]);
  return [
    'sotto: text and pictures from a terminal, end to end encrypted.',
    '',
    ...columns(rows),
    '',
    'Every command takes:',
    ...columns(commonOptions.map(optionRow)),
    '',
    'sotto <command> --help tells of the others. Results go to stdout, everything else to stderr.',
    'Exit codes: 0 done, 1 refused or failed, 2 usage, 3 passphrase, 4 relay not reached, 5 in use, 6 no handset.',
  ].join('\n');
}

/** What `sotto <command> --help` prints. */
export function commandHelp(command: Command): string {
  const options = [...command.options, ...commonOptions];
  return [
    `sotto ${callOf(command)}`,
    `  ${command.summary}`,
    '',
    ...columns(options.map(optionRow)),
  ].join('\n');
}

type Pair = readonly [left: string, right: string];

function callOf(command: Command): string {
  return `${command.name} ${command.arguments}`.trimEnd();
}

function optionRow(name: OptionName): Pair {
  const facts = optionTable[name];
  const value = facts.value === undefined ? '' : ` ${facts.value}`;
  return [`--${name}${value}`, `${facts.about} (${environmentName(name)})`];
}

function columns(rows: readonly Pair[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
