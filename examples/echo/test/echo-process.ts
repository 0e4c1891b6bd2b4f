import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');

export interface EchoProcess {
  readonly door: string;
  /** Asks for an invite, as often as it takes until Echo and its relay are up. */
  readonly invite: () => Promise<{ readonly name: string; readonly link: string }>;
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly stderr: () => string;
}

/** Echo in a process of its own. */
export async function startEcho(folder: string, relay: string): Promise<EchoProcess> {
  const port = await freePort();
  const args = ['--data', join(folder, 'echo'), '--relay', relay, '--port', String(port)];
  const passphrase = ['--passphrase-file', join(folder, 'echo-passphrase')];
  const child = spawn(
    process.execPath,
    ['--conditions=@sotto/source', main, ...args, ...passphrase],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop('SIGKILL');
  });
  const door = `http://127.0.0.1:${port}/invite`;
  return {
    door,
    stop,
    stderr: () => stderr,
    invite: async () => {
      for (;;) {
        const response = await fetch(door, { method: 'POST' }).catch(() => undefined);
        if (response?.ok) return (await response.json()) as { name: string; link: string };
        if (child.exitCode !== null) throw new Error(`Echo ended: ${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
