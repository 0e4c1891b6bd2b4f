import { givenOptions, UsageError } from '@sotto/server';
import { optionTable, program } from './option-table.ts';

/** What a relay was told, checked. */
export interface RelayAppOptions {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly trustedProxyHops: number;
  readonly web: string | undefined;
  /** Folder of the act log. */
  readonly log: string | undefined;
  readonly connectSources: readonly string[];
  readonly greeter: string | undefined;
  /** `undefined` for a relay that everybody may use. */
  readonly invites: InviteOptions | undefined;
  readonly maxMailboxStoreBytes: number;
  readonly maxBlobStoreBytes: number | undefined;
}

export interface InviteOptions {
  /** Public key of the credits that admit. */
  readonly publicKey: Uint8Array;
  /** List of those that were taken back; default in the data folder. */
  readonly revoked: string | undefined;
}

/** Flags, else environment variables, else what docs/operate.md says. @throws UsageError */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RelayAppOptions {
  const { text: given, number } = givenOptions(program, optionTable, args, environment);
  return {
    data: given('data') ?? '',
    host: given('host') ?? '',
    port: number('port', 1, 65_535) ?? 0,
    metricsPort: number('metrics-port', 1, 65_535),
    trustedProxyHops: number('trusted-proxy-hops', 0, 10) ?? 0,
    web: given('web'),
    log: given('log'),
    connectSources: (given('connect-sources') ?? '').split(/\s+/).filter(Boolean),
    greeter: given('greeter'),
    invites: readInvites(given('access'), given('access-key'), given('revoked-invites')),
    maxMailboxStoreBytes: number('max-mailbox-store-bytes', 1 << 20, 2 ** 50) ?? 0,
    maxBlobStoreBytes: number('max-blob-store-bytes', 1 << 20, 2 ** 50),
  };
}

function readInvites(
  access: string | undefined,
  key: string | undefined,
  revoked: string | undefined,
): InviteOptions | undefined {
  if (access === 'open') return undefined;
  if (access !== 'invite') throw new UsageError('--access must be open or invite.');
  if (key === undefined || !/^[0-9a-f]{64}$/i.test(key)) {
    throw new UsageError('--access invite needs --access-key: 64 hexadecimal digits.');
  }
  return { publicKey: Uint8Array.from(Buffer.from(key, 'hex')), revoked };
}
