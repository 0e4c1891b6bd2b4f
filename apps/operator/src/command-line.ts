import { parseArgs } from 'node:util';
import { operatorError } from './error.ts';
import type { OptionName } from './option-table.ts';
import { environmentName, optionTable } from './option-table.ts';

/** What was typed, less the name of the command. */
export interface Given {
  readonly arguments: readonly string[];
  /** A flag, else its environment variable, else its default. */
  readonly text: (name: OptionName) => string | undefined;
  /** @throws OPERATOR_USAGE when it is not given */
  readonly needed: (name: OptionName) => string;
  readonly texts: (name: OptionName) => readonly string[];
  readonly isOn: (name: OptionName) => boolean;
  /** A whole number. @throws OPERATOR_USAGE */
  readonly count: (name: OptionName, least: number, most: number) => number | undefined;
  /** Seconds of `90s`, `30m`, `12h` or `7d`. @throws OPERATOR_USAGE */
  readonly seconds: (name: OptionName) => number | undefined;
  readonly help: boolean;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Reads the arguments of one command.
 *
 * @param names the options that it takes
 * @throws OPERATOR_USAGE
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  names: readonly OptionName[],
): Given {
  const { values, positionals } = parseFlags(args, names);
  const text = (name: OptionName): string | undefined => {
    const value = values[name];
    if (typeof value === 'string') return value;
    const { environment, otherwise } = optionTable[name];
    return (environment === true && env[environmentName(name)]) || otherwise;
  };
  const count = (name: OptionName, least: number, most: number): number | undefined => {
    const written = text(name);
    if (written === undefined) return undefined;
    const value = /^\d{1,15}$/.test(written) ? Number(written) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw usage(`--${name} must be a whole number from ${least} to ${most}.`);
  };
  return {
    arguments: positionals,
    help: values['help'] === true,
    text,
    needed: (name) => text(name) ?? missing(name),
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value : [];
    },
    isOn: (name) => values[name] === true,
    count,
    seconds: (name) => {
      const written = text(name);
      return written === undefined ? undefined : secondsOf(name, written);
    },
  };
}

export function usage(message: string): Error {
  return operatorError('OPERATOR_USAGE', message);
}

function missing(name: OptionName): never {
  throw usage(`--${name} is needed: ${optionTable[name].about}.`);
}

function secondsOf(name: OptionName, written: string): number {
  const [, digits, unit] = /^(\d{1,7})([smhd])$/.exec(written) ?? [];
  const seconds = Number(digits) * (unitSeconds[unit ?? ''] ?? Number.NaN);
  if (Number.isNaN(seconds))
    throw usage(`--${name} must be a number with a unit, such as 90s, 30m, 12h or 7d.`);
  return seconds;
}

type Value = string | boolean | string[];

function parseFlags(
  args: readonly string[],
  names: readonly OptionName[],
): {
  readonly values: Readonly<Record<string, Value | undefined>>;
  readonly positionals: readonly string[];
} {
  const options: Record<
    string,
    { type: 'string' | 'boolean'; short?: string; multiple?: boolean }
  > = { help: { type: 'boolean', short: 'h' } };
  for (const name of names) {
    const { value, many } = optionTable[name];
    options[name] = { type: value === undefined ? 'boolean' : 'string', multiple: many === true };
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    return { values: values as Record<string, Value | undefined>, positionals };
  } catch (error) {
    // parseArgs explains in a sentence, which names the flag and not what follows it.
    throw usage(error instanceof Error ? error.message : String(error));
  }
}
