import { parseArgs } from 'node:util';
import type { OptionName } from './option-table.ts';
import { environmentName, optionTable } from './option-table.ts';

/** What a witness was told, checked. */
export interface WitnessAppOptions {
  readonly data: string;
  readonly name: string | undefined;
  readonly logs: string;
  readonly host: string;
  readonly port: number;
  readonly trustedProxyHops: number;
}

/** A plain sentence for whoever typed the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Flags, else environment variables, else the defaults of the table. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): WitnessAppOptions {
  const flags = readFlags(args);
  const given = (name: OptionName): string | undefined =>
    flags[name] ?? environment[environmentName(name)] ?? optionTable[name].otherwise;
  const number = (name: OptionName, most: number): number => {
    const text = given(name) ?? '';
    const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw new UsageError(`--${name} must be a number from 0 to ${most}.`);
    return value;
  };
  return {
    data: given('data') ?? '',
    name: given('name'),
    logs: given('logs') ?? '',
    host: given('host') ?? '',
    port: number('port', 65_535),
    trustedProxyHops: number('trusted-proxy-hops', 10),
  };
}

function readFlags(args: readonly string[]): { readonly [K in OptionName]?: string } {
  const options = Object.fromEntries(
    Object.keys(optionTable).map((name) => [name, { type: 'string' as const }]),
  );
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : ''}\n\n${usage()}`);
  }
}

function usage(): string {
  const lines = Object.entries(optionTable).map(([name, { value, otherwise, about }]) => {
    const left = `  --${name} ${value}`;
    return `${left.padEnd(30)} ${about}${otherwise === undefined ? '' : ` (${otherwise})`}`;
  });
  return ['sotto-witness [options]', ...lines].join('\n');
}
