import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LogFiles, Relay } from '@sotto/relay';
import { logFolder } from '@sotto/relay';
import { expect, onTestFinished, test } from 'vitest';
import { connectInMemory } from './memory-wire.ts';
import { memoryRelay, servedRelay } from './relays.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder with a log in it, and something beside it. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'secret'), 'secret');
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, 'log', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  return join(folder, 'log');
}

const sample = {
  checkpoint: 'a head\n',
  'handover/0': 'a handover\n',
  'tile/entries/000.p/8': Uint8Array.of(0, 1, 7),
  'tile/0/000.p/8': new Uint8Array(256).fill(9),
  'tile/entries/001': '',
};

async function served(files: LogFiles, options: Parameters<typeof memoryRelay>[0] = {}) {
  return servedRelay(await memoryRelay({ actLog: files, ...options }));
}

/** The head that the relay tells when a handset says hello. */
async function headInWelcome(relay: Relay): Promise<Uint8Array> {
  const peer = connectInMemory(relay);
  const welcome = await peer.request({ kind: 'hello', version: 1 });
  if (welcome.kind !== 'welcome') expect.fail(welcome.kind);
  return welcome.logHead;
}

/** A request whose path is sent as it is, dots and all. */
function rawStatus(port: number, path: string, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('every file of the log is served to everybody, from whatever page', async () => {
  const { url } = await served(logFolder(await folderOf(sample)));
  for (const [path, content] of Object.entries(sample)) {
    const answer = await fetch(`${url}/log/${path}`);
    expect(answer.status, path).toBe(200);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(
      typeof content === 'string' ? utf8(content) : content,
    );
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  }
});

test('a head is text that is kept for seconds, and a tile bytes that never change', async () => {
  const { url } = await served(logFolder(await folderOf(sample)));
  const headers = async (path: string) => {
    const answer = await fetch(`${url}/log/${path}`, { method: 'HEAD' });
    return ['content-type', 'cache-control', 'content-length'].map((name) =>
      answer.headers.get(name),
    );
  };
  const forever = 'public, max-age=31536000, immutable';
  const text = 'text/plain; charset=utf-8';
  expect(await headers('checkpoint')).toEqual([text, 'public, max-age=5', '7']);
  expect(await headers('handover/0')).toEqual([text, forever, '11']);
  expect(await headers('tile/0/000.p/8')).toEqual(['application/octet-stream', forever, '256']);
});

test('a page elsewhere may ask before it asks, and nobody may write', async () => {
  const { url, port } = await served(logFolder(await folderOf(sample)));
  const answer = await fetch(`${url}/log/checkpoint`, { method: 'OPTIONS' });
  expect(answer.status).toBe(204);
  expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
  for (const method of ['PUT', 'POST', 'DELETE'])
    expect(await rawStatus(port, '/log/checkpoint', method)).toBe(405);
});

test('what is no file of a log is not there: no way out of the folder, no link, no folder', async () => {
  const folder = await folderOf({ ...sample, 'notes.txt': 'of the operator' });
  await symlink('../../secret', join(folder, 'handover', '5'));
  await mkdir(join(folder, 'handover', '6'));
  const { port } = await served(logFolder(folder));
  for (const path of [
    'notes.txt',
    '../secret',
    'tile/../../secret',
    'tile/0/%2e%2e/%2e%2e/secret',
    '/secret',
    '',
    'handover/5',
    'handover/6',
    'handover/7',
    'tile/0/000',
    'tile/0/000.p/08',
    'checkpoint/x',
  ])
    expect(await rawStatus(port, `/log/${path}`), path).toBe(404);
  expect(await rawStatus(port, '/log/checkpoint')).toBe(200);
  expect(await rawStatus(port, '/log/checkpoint?x')).toBe(200);
});

test('a relay without a log has none', async () => {
  const relay = await memoryRelay();
  const { port } = await servedRelay(relay);
  expect(await rawStatus(port, '/log/checkpoint')).toBe(404);
  expect(await relay.readLog('checkpoint', 100)).toBeUndefined();
});

test('a file that is replaced is served as it is now', async () => {
  const folder = await folderOf(sample);
  const { url } = await served(logFolder(folder));
  const read = async () => (await fetch(`${url}/log/checkpoint`)).text();
  expect(await read()).toBe('a head\n');
  await writeFile(join(folder, 'next'), 'another head\n');
  await rename(join(folder, 'next'), join(folder, 'checkpoint'));
  expect(await read()).toBe('another head\n');
});

test('reading the log is charged as reading blobs is', async () => {
  const folder = await folderOf(sample);
  const { url } = await served(logFolder(folder), {
    limits: { blobRequestsBurst: 2, blobRequestsPerSecond: 0.1 },
  });
  expect((await fetch(`${url}/log/checkpoint`)).status).toBe(200);
  expect((await fetch(`${url}/log/none`)).status).toBe(404);
  const refused = await fetch(`${url}/log/checkpoint`);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  const bytes = await served(logFolder(folder), {
    limits: { blobBytesBurst: 300, blobBytesPerSecond: 1 },
  });
  expect((await fetch(`${bytes.url}/log/tile/0/000.p/8`)).status).toBe(200);
  expect((await fetch(`${bytes.url}/log/tile/0/000.p/8`)).status).toBe(429);
});

test('a link in the same program reads whole files, and none that is longer than it asks for', async () => {
  const relay = await memoryRelay({ actLog: logFolder(await folderOf(sample)) });
  expect(await relay.readLog('checkpoint', 7)).toEqual(utf8('a head\n'));
  await expect(relay.readLog('checkpoint', 6)).rejects.toMatchObject({ code: 'RELAY_TOO_LARGE' });
  expect(await relay.readLog('secret', 100)).toBeUndefined();
});

test.for([
  ['a log', { checkpoint: 'a head\n' }, 'a head\n'],
  ['a log without a head', { 'tile/entries/001': '' }, ''],
  ['a head of more than 4,096 bytes', { checkpoint: 'x'.repeat(4_097) }, ''],
] as const)('the welcome of a relay with %s has as much of it as fits', async ([, files, head]) => {
  const relay = await memoryRelay({ actLog: logFolder(await folderOf(files)) });
  expect(await headInWelcome(relay)).toEqual(utf8(head));
});

test('a log that cannot be read is a welcome without a head, and is logged without a path', async () => {
  const lines: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (...line: unknown[]) => void lines.push(line),
  };
  const actLog = { read: () => Promise.reject(new Error('/var/log/secret: EIO')) };
  const relay = await memoryRelay({ actLog, log });
  expect(await headInWelcome(relay)).toEqual(new Uint8Array());
  expect(lines).toEqual([['log-failed', { code: 'UNKNOWN' }]]);
  const { port } = await servedRelay(relay);
  expect(await rawStatus(port, '/log/checkpoint')).toBe(500);
});

test('a file is released when it was read, when only its head was asked for, and when its reader leaves', async () => {
  let open = 0;
  const actLog: LogFiles = {
    read: async () => {
      open += 1;
      const endless = async function* pieces() {
        for (let piece = 0; piece < 1_000; piece += 1) yield new Uint8Array(1_000);
      };
      return { totalBytes: 1_000_000, pieces: endless(), release: async () => void (open -= 1) };
    },
  };
  const relay = await memoryRelay({ actLog });
  const { url } = await servedRelay(relay);
  await expect(relay.readLog('tile/0/000', 999_999)).rejects.toThrow();
  expect((await relay.readLog('tile/0/000', 1_000_000))!.length).toBe(1_000_000);
  await fetch(`${url}/log/tile/0/000`, { method: 'HEAD' });
  const leaving = new AbortController();
  await fetch(`${url}/log/tile/0/000`, { signal: leaving.signal });
  leaving.abort();
  await expect.poll(() => open).toBe(0);
});
