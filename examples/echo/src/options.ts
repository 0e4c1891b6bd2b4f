import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RelayUrl } from '@sotto/core';
import { parseRelayUrl } from '@sotto/protocol';

/** What Echo can be told: each has a flag and an environment variable; the flag wins. README.md lists them. */
export interface EchoOptions {
  /** `--data`, `SOTTO_ECHO_DATA`, `.sotto/echo`: the folder of the handset. */
  readonly data: string;
  /** `--relay`, `SOTTO_ECHO_RELAY`, `http://localhost:7300`: where Echo has its mailboxes. */
  readonly relay: RelayUrl;
  /** `--port`, `SOTTO_ECHO_PORT`, 7301: where invites are asked for, on loopback. */
  readonly port: number;
  /** `--passphrase-file`, `SOTTO_ECHO_PASSPHRASE_FILE`, `passphrase` in the folder: made when there is none. */
  readonly passphraseFile: string;
}

/** @throws Error with a plain sentence, RELAY_URL_MALFORMED */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): EchoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      relay: { type: 'string' },
      port: { type: 'string' },
      'passphrase-file': { type: 'string' },
    },
  });
  const data = resolve(values.data ?? env['SOTTO_ECHO_DATA'] ?? join('.sotto', 'echo'));
  const passphraseFile = values['passphrase-file'] ?? env['SOTTO_ECHO_PASSPHRASE_FILE'];
  return {
    data,
    relay: parseRelayUrl(values.relay ?? env['SOTTO_ECHO_RELAY'] ?? 'http://localhost:7300'),
    port: readPort(values.port ?? env['SOTTO_ECHO_PORT'] ?? '7301'),
    passphraseFile: resolve(passphraseFile ?? join(data, 'passphrase')),
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new Error('--port must be a number from 1 to 65535.');
}
