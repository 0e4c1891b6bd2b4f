import type { Command } from './command.ts';
import { commandList } from './command-list.ts';
import type { OptionName } from './option-table.ts';
import { commonOptions, environmentName, optionTable } from './option-table.ts';

/** What `help` prints. */
export function generalHelp(): readonly string[] {
  return [
    'sotto-operator: runs a network in the open, several persons together.',
    '',
    ...columns(commandList.map((command): Pair => [callOf(command), command.summary])),
    '',
    'Every command takes:',
    ...columns(commonOptions.map(optionRow)),
    '',
    'sotto-operator <command> --help tells of the others. docs/operate.md shows how they go together.',
  ];
}

/** What `<command> --help` prints. */
export function commandHelp(command: Command): readonly string[] {
  const options = [...command.options, ...commonOptions];
  return [
    `sotto-operator ${callOf(command)}`,
    `  ${command.summary}`,
    '',
    ...columns(options.map(optionRow)),
  ];
}

type Pair = readonly [left: string, right: string];

export function callOf(command: Command): string {
  return `${command.name} ${command.arguments}`.trimEnd();
}

function optionRow(name: OptionName): Pair {
  const { value, about, otherwise, environment } = optionTable[name];
  const more = [
    ...(environment === true ? [environmentName(name)] : []),
    ...(otherwise === undefined ? [] : [`${otherwise} if absent`]),
  ];
  return [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    `${about}${more.length === 0 ? '' : ` (${more.join(', ')})`}`,
  ];
}

function columns(rows: readonly Pair[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
