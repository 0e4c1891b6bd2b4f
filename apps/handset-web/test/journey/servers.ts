import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

/** A relay that serves the built handset, and Echo, each a process of its own, on loopback. */
export interface Servers {
  readonly url: string;
  readonly folder: string;
  /** What the relay serves as its act log. */
  readonly logFolder: string;
  readonly startRelay: () => Promise<void>;
  readonly stopRelay: () => Promise<void>;
  /** As when its machine loses power. */
  readonly killRelay: () => Promise<void>;
  /** Another relay, with the same log, to which handsets from the first one may connect. Not running at first. */
  readonly other: { readonly url: string; readonly start: () => Promise<void> };
  readonly end: () => Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-journey-'));
  const [port, otherPort, echoPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const logFolder = join(folder, 'log');
  await mkdir(logFolder);
  const passphrase = join(folder, 'echo-passphrase');
  await writeFile(passphrase, 'a passphrase for Echo', { mode: 0o600 });
  const otherUrl = `http://localhost:${otherPort}`;
  const connectSources = `https: wss: ${otherUrl} ${otherUrl.replace('http', 'ws')}`;
  let relay: ChildProcess | undefined;
  let other: ChildProcess | undefined;
  const startRelay = async (): Promise<void> => {
    relay = run('apps/relay/src/main.ts', [
      ...['--data', join(folder, 'relay'), '--port', String(port), '--host', '127.0.0.1'],
      ...['--log', logFolder],
      ...[
        '--web',
        join(root, 'apps/handset-web/dist'),
        '--greeter',
        `http://127.0.0.1:${echoPort}`,
        '--connect-sources',
        connectSources,
      ],
    ]);
    await answers(`${url}/healthz`, relay);
  };
  const stopRelay = async (): Promise<void> => {
    if (relay) await stop(relay);
    relay = undefined;
  };
  await startRelay();
  const echo = run('examples/echo/src/main.ts', [
    ...['--data', join(folder, 'echo'), '--relay', url, '--port', String(echoPort)],
    ...['--passphrase-file', passphrase],
  ]);
  await answers(`${url}/greeter`, echo);
  return {
    url,
    folder,
    logFolder,
    startRelay,
    stopRelay,
    killRelay: async () => {
      if (relay) await stop(relay, 'SIGKILL');
      relay = undefined;
    },
    other: {
      url: otherUrl,
      start: async () => {
        other = run('apps/relay/src/main.ts', [
          ...['--data', join(folder, 'other'), '--port', String(otherPort)],
          ...['--host', '127.0.0.1', '--log', logFolder],
        ]);
        await answers(`${otherUrl}/healthz`, other);
      },
    },
    end: async () => {
      await stop(echo);
      await stopRelay();
      if (other) await stop(other);
      await rm(folder, { recursive: true });
    },
  };
}

/** A program of this repository from its sources, in a process of its own. */
export function run(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=@sotto/source', join(root, script), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Waits until an address answers well; fails when the process behind it ended. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error('A server ended before it answered.');
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('A server did not answer.');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
