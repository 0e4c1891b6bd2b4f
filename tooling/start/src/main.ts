import { join, resolve } from 'node:path';
import { openBrowser } from './browser.ts';
import { startEcho, startRelay } from './composition.ts';
import { requireFreePort } from './free-port.ts';
import { readOptions, type StartOptions } from './options.ts';
import { waitUntilReady } from './readiness.ts';
import type { ServerProcess } from './server-process.ts';
import { StartError } from './start-error.ts';
import { stopRequested } from './stop-signals.ts';
import { buildWeb } from './web-build.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const graceMs = 10_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const servers: ServerProcess[] = [];

async function run(options: StartOptions): Promise<void> {
  await requireFreePort(options.port, options.host, '--port');
  await requireFreePort(options.echoPort, '127.0.0.1', '--echo-port');
  await buildWeb(root, say);
  const relay = startRelay(root, options);
  servers.push(relay);
  await waitUntilReady(`http://localhost:${options.port}/healthz`, relay);
  servers.push(startEcho(root, options));
  const url = `http://localhost:${options.port}/`;
  say(`\n  Sotto is running: ${url}\n  Ctrl-C stops it. What it keeps is in ${options.data}\n`);
  if (options.open) openBrowser(url);
  const ended = servers.map(
    async (server) => `${server.name} ended by itself (${await server.ended}).`,
  );
  throw new StartError(await Promise.race(ended));
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  const stopped = stopRequested();
  await Promise.race([run({ ...options, data: resolve(root, options.data) }), stopped]);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
} finally {
  for (const server of servers.toReversed()) await server.end(graceMs);
}
process.exit();
