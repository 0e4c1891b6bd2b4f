import { parseArgs } from 'node:util';
import type { OptionName } from './option-table.ts';
import { environmentName, optionTable } from './option-table.ts';

/** What a relay was told, checked. */
export interface RelayAppOptions {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly trustedProxyHops: number;
  readonly web: string | undefined;
  readonly connectSources: readonly string[];
  readonly greeter: string | undefined;
  /** Public key of the credits that admit; `undefined` for a relay that everybody may use. */
  readonly accessKey: Uint8Array | undefined;
  readonly maxMailboxStoreBytes: number;
  readonly maxBlobStoreBytes: number | undefined;
}

/** A plain sentence for whoever typed the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Flags, else environment variables, else what docs/operate.md says. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RelayAppOptions {
  const flags = readFlags(args);
  const given = (name: OptionName): string | undefined =>
    flags[name] ?? environment[environmentName(name)] ?? optionTable[name].otherwise;
  const number = (name: OptionName, least: number, most: number): number | undefined => {
    const text = given(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new UsageError(`--${name} must be a number from ${least} to ${most}.`);
    }
    return value;
  };
  return {
    data: given('data') ?? '',
    host: given('host') ?? '',
    port: number('port', 1, 65_535) ?? 0,
    metricsPort: number('metrics-port', 1, 65_535),
    trustedProxyHops: number('trusted-proxy-hops', 0, 10) ?? 0,
    web: given('web'),
    connectSources: (given('connect-sources') ?? '').split(/\s+/).filter(Boolean),
    greeter: given('greeter'),
    accessKey: readAccess(given('access'), given('access-key')),
    maxMailboxStoreBytes: number('max-mailbox-store-bytes', 1 << 20, 2 ** 50) ?? 0,
    maxBlobStoreBytes: number('max-blob-store-bytes', 1 << 20, 2 ** 50),
  };
}

function readAccess(access: string | undefined, key: string | undefined): Uint8Array | undefined {
  if (access === 'open') return undefined;
  if (access !== 'invite') throw new UsageError('--access must be open or invite.');
  if (key === undefined || !/^[0-9a-f]{64}$/i.test(key)) {
    throw new UsageError('--access invite needs --access-key: 64 hexadecimal digits.');
  }
  return Uint8Array.from(Buffer.from(key, 'hex'));
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
    return `${left.padEnd(36)} ${about}${otherwise === undefined ? '' : ` (${otherwise})`}`;
  });
  return ['sotto-relay [options]', ...lines].join('\n');
}
