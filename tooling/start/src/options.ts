import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

/** What `npm start` can be told: each has a flag and an environment variable; the flag wins. */
export interface StartOptions {
  /** Where the relay listens, and where the browser goes: `--port`, `SOTTO_PORT`, 7300. */
  readonly port: number;
  /** Where Echo listens for the relay's greeting: `--echo-port`, `SOTTO_ECHO_PORT`, the relay's port and one. */
  readonly echoPort: number;
  /** The address the relay listens on: `--host`, `SOTTO_HOST`, 127.0.0.1. */
  readonly host: string;
  /** The folder of everything that is kept: `--data`, `SOTTO_DATA`, `.sotto` in the clone. */
  readonly data: string;
  /** Opens a browser: not with `--no-open`, `BROWSER=none` or in CI. */
  readonly open: boolean;
}

const usage = `npm start -- [--port 7300] [--echo-port 7301] [--host 127.0.0.1] [--data .sotto] [--no-open]`;

/** @throws StartError when something else was said */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const flags = readFlags(args);
  const port = readPort('--port', flags.port ?? env['SOTTO_PORT'] ?? '7300');
  return {
    port,
    echoPort: readPort(
      '--echo-port',
      flags['echo-port'] ?? env['SOTTO_ECHO_PORT'] ?? String(port === 65_535 ? port - 1 : port + 1),
    ),
    host: flags.host ?? env['SOTTO_HOST'] ?? '127.0.0.1',
    data: flags.data ?? env['SOTTO_DATA'] ?? '.sotto',
    open: flags['no-open'] !== true && env['BROWSER'] !== 'none' && !env['CI'],
  };
}

function readFlags(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'echo-port': { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        'no-open': { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StartError(`${said}\n${usage}`);
  }
}

interface Flags {
  readonly port?: string;
  readonly 'echo-port'?: string;
  readonly host?: string;
  readonly data?: string;
  readonly 'no-open'?: boolean;
}

function readPort(name: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new StartError(`${name} must be a number from 1 to 65535.`);
  return port;
}
