import { givenOptions } from '@sotto/server';
import { optionTable, program } from './option-table.ts';

/** What a witness was told, checked. */
export interface WitnessAppOptions {
  readonly data: string;
  readonly name: string | undefined;
  readonly logs: string;
  readonly host: string;
  readonly port: number;
  readonly trustedProxyHops: number;
}

/** Flags, else environment variables, else the defaults of the table. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): WitnessAppOptions {
  const { text: given, number } = givenOptions(program, optionTable, args, environment);
  return {
    data: given('data') ?? '',
    name: given('name'),
    logs: given('logs') ?? '',
    host: given('host') ?? '',
    port: number('port', 0, 65_535) ?? 0,
    trustedProxyHops: number('trusted-proxy-hops', 0, 10) ?? 0,
  };
}
