import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const main = join(import.meta.dirname, '../../relay/src/main.ts');

/** The relay that operators run, on disk, in a process of its own. */
export interface RelayProcess {
  readonly url: string;
  /** Resolves when it answers. */
  readonly start: () => Promise<void>;
  /** As a power cut ends it. */
  readonly kill: () => Promise<void>;
}

export async function relayProcess(folder: string): Promise<RelayProcess> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
    dying.kill('SIGKILL');
    await once(dying, 'exit');
  };
  onTestFinished(kill);
  return {
    url,
    kill,
    start: async () => {
      const args = ['--data', folder, '--port', String(port), '--host', '127.0.0.1'];
      const started = spawn(process.execPath, ['--conditions=@sotto/source', main, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      let said = '';
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      for (;;) {
        const answer = await fetch(`${url}/healthz`).catch(() => undefined);
        await answer?.body?.cancel();
        if (answer?.ok) return;
        if (started.exitCode !== null) throw new Error(`The relay ended: ${said}`);
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
