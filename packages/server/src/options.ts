import { parseArgs } from 'node:util';

/** One option: a flag, an environment variable, and a line in the documentation of its program. */
export interface OptionFacts {
  /** What stands behind the flag, in capitals. */
  readonly value: string;
  /** Absent when the option may be left out without anything in its place. */
  readonly otherwise?: string;
  readonly about: string;
}

/** Every option of a program, by the name in its flag. */
export type OptionTable<Name extends string> = Readonly<Record<Name, OptionFacts>>;

/** A plain sentence for whoever typed the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface GivenOptions<Name extends string> {
  readonly text: (name: Name) => string | undefined;
  /** A whole number from `least` to `most`. @throws UsageError */
  readonly number: (name: Name, least: number, most: number) => number | undefined;
}

/**
 * Flags, else environment variables, else the defaults of the table.
 *
 * @param program as people type it, such as `sotto-relay`
 * @throws UsageError for a flag that the table has not, and one without a value
 */
export function givenOptions<Name extends string>(
  program: string,
  table: OptionTable<Name>,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): GivenOptions<Name> {
  const flags = readFlags(program, table, args);
  const text = (name: Name): string | undefined =>
    flags[name] ?? environment[environmentName(program, name)] ?? table[name].otherwise;
  const number = (name: Name, least: number, most: number): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new UsageError(`--${name} must be a number from ${least} to ${most}.`);
    }
    return value;
  };
  return { text, number };
}

/** `SOTTO_RELAY_PORT` for the option `port` of `sotto-relay`. */
export function environmentName(program: string, option: string): string {
  return `${program}-${option}`.toUpperCase().replaceAll('-', '_');
}

function readFlags<Name extends string>(
  program: string,
  table: OptionTable<Name>,
  args: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(
    Object.keys(table).map((name) => [name, { type: 'string' as const }]),
  );
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : ''}\n\n${usage(program, table)}`,
    );
  }
}

function usage(program: string, table: OptionTable<string>): string {
  const rows = Object.entries(table).map(([name, { value, otherwise, about }]) => ({
    left: `  --${name} ${value}`,
    right: `${about}${otherwise === undefined ? '' : ` (${otherwise})`}`,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    `${program} [options]`,
    ...rows.map(({ left, right }) => `${left.padEnd(width)} ${right}`),
  ].join('\n');
}
