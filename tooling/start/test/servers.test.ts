import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireFreePort } from '../src/free-port.ts';
import { ensurePassphraseFile } from '../src/passphrase-file.ts';
import { waitUntilReady } from '../src/readiness.ts';
import { startServer, type ServerProcess } from '../src/server-process.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sotto-start-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function server(program: string): ServerProcess {
  const cwd = folder();
  writeFileSync(join(cwd, 'main.mjs'), program);
  const started = startServer('relay', 'main.mjs', [], cwd);
  onTestFinished(async () => started.end(0));
  return started;
}

async function takenPort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => {
    holder.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void holder.close());
  return (holder.address() as AddressInfo).port;
}

test('a taken port is named in a sentence that offers another', async () => {
  const port = await takenPort();
  await expect(requireFreePort(port, '127.0.0.1', '--port')).rejects.toThrow(
    `Port ${port} is taken by another program. Choose another port: npm start -- --port`,
  );
});

test('a server that ends before it is ready is reported with how it ended', async () => {
  const relay = server('process.exit(3)');
  await expect(waitUntilReady('http://127.0.0.1:1/healthz', relay)).rejects.toThrow(
    'The relay ended before it was ready (code 3).',
  );
});

test('a server is asked to end, and one that will not is made to', async () => {
  const willing = server(
    "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)",
  );
  const stubborn = server("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
  await Promise.all([willing.end(60_000), stubborn.end(0)]);
  expect(willing.isRunning()).toBe(false);
  expect(await stubborn.ended).toMatch(/^SIG(KILL|TERM)$/);
});

test('Echo’s passphrase is made once, and only its owner may read it', () => {
  const path = join(folder(), 'deep', 'passphrase');
  ensurePassphraseFile(path);
  const { mode, mtimeMs, size } = statSync(path);
  expect(mode & 0o777).toBe(0o600);
  expect(size).toBeGreaterThanOrEqual(32);
  ensurePassphraseFile(path);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});
