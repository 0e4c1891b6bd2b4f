import { givenOptions, UsageError } from '@sotto/server';
import { optionTable, program } from './option-table.ts';

/** What a witness was told, checked. */
export interface WitnessAppOptions {
  readonly data: string;
  readonly name: string | undefined;
  readonly logs: string;
  readonly host: string;
  readonly port: number;
  readonly trustedProxyHops: number;
  /** Instead of serving: say this, and end. */
  readonly alarm?: AlarmOptions;
}

/** What is said to the members of a log's network. */
export interface AlarmOptions {
  readonly data: string;
  readonly logs: string;
  readonly isRaised: boolean;
  /** File with a text for each language. */
  readonly texts: string;
  readonly origin: string | undefined;
}

/** Flags, else environment variables, else the defaults of the table. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): WitnessAppOptions {
  const { text: given, number } = givenOptions(program, optionTable, args, environment);
  const [data, logs] = [given('data') ?? '', given('logs') ?? ''];
  const [raise, lift] = [given('alarm'), given('lift')];
  if (raise !== undefined && lift !== undefined)
    throw new UsageError('Say --alarm or --lift, not both.');
  const texts = raise ?? lift;
  return {
    data,
    name: given('name'),
    logs,
    host: given('host') ?? '',
    port: number('port', 0, 65_535) ?? 0,
    trustedProxyHops: number('trusted-proxy-hops', 0, 10) ?? 0,
    ...(texts === undefined
      ? {}
      : { alarm: { data, logs, texts, isRaised: lift === undefined, origin: given('origin') } }),
  };
}
