import { parseArgs } from 'node:util';
import { cliError } from './error.ts';
import type { OptionName } from './option-table.ts';
import { environmentName, optionTable } from './option-table.ts';

/** Options as they were written, from flags and the environment; what they mean is not yet known. */
export type RawOptions = { readonly [Name in OptionName]?: RawValue };

/** What was written: true for a switch, a list for what may be given several times. */
export type RawValue = string | boolean | readonly string[];

export interface CommandLine {
  readonly arguments: readonly string[];
  readonly options: RawOptions;
  readonly help: boolean;
}

/**
 * Reads the arguments of one command and the environment. @throws CLI_USAGE
 *
 * @param names the options that the command takes
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  names: readonly OptionName[],
): CommandLine {
  const { values, positionals } = parseFlags(args, names);
  const options: Record<string, RawValue> = {};
  for (const name of names) {
    const value = values[name] ?? fromEnvironment(env, name);
    if (value !== undefined) options[name] = value;
  }
  return { arguments: positionals, options, help: values['help'] === true };
}

function parseFlags(args: readonly string[], names: readonly OptionName[]): ParsedFlags {
  const options: Record<
    string,
    { type: 'string' | 'boolean'; short?: string; multiple?: boolean }
  > = { help: { type: 'boolean', short: 'h' } };
  for (const name of names) {
    options[name] = { type: isSwitch(name) ? 'boolean' : 'string', multiple: isMany(name) };
  }
  try {
    return unmarked(parseArgs({ args: args.map(marked), options, allowPositionals: true }));
  } catch (error) {
    // parseArgs explains in a sentence; its second one tells of "--", which we keep.
    throw cliError('CLI_USAGE', error instanceof Error ? error.message : String(error));
  }
}

// An id in URL-safe text may begin with a hyphen, and is no option for that. No argument of a program holds a NUL.
const mark = '\0';
/** The beginning of an id, long enough to name something. Options of one hyphen are shorter. */
const beginsAnId = /^-\w[\w-]{6,}$/;
/** An id of 16 or 32 bytes. */
const isWholeId = /^-[\w-]{21}(?:[\w-]{21})?$/;

function marked(argument: string): string {
  const isOption = Object.hasOwn(optionTable, argument.slice(2));
  const isId = beginsAnId.test(argument) || (isWholeId.test(argument) && !isOption);
  return isId ? mark + argument : argument;
}

function unmarked({ values, positionals }: ReturnType<typeof parseArgs>): ParsedFlags {
  const plain = (text: string): string => (text.startsWith(mark) ? text.slice(1) : text);
  const named = Object.entries(values).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((each) => plain(String(each)))] as const;
    return [name, typeof value === 'string' ? plain(value) : value] as const;
  });
  return { values: Object.fromEntries(named), positionals: positionals.map(plain) };
}

interface ParsedFlags {
  readonly values: Readonly<Record<string, RawValue | undefined>>;
  readonly positionals: readonly string[];
}

function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  name: OptionName,
): RawValue | undefined {
  const variable = environmentName(name);
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  if (isMany(name)) return text.split('\n').filter((line) => line !== '');
  if (!isSwitch(name)) return text;
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw cliError('CLI_USAGE', `${variable} must be 1 or 0.`);
}

export function isSwitch(name: OptionName): boolean {
  return optionTable[name].value === undefined;
}

export function isMany(name: OptionName): boolean {
  return optionTable[name].many === true;
}
