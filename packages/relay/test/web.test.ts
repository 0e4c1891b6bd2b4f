import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlugin, definePlugin } from '@sotto/core';
import { memoryMailboxes } from '@sotto/mailboxes-memory';
import { expect, onTestFinished, test } from 'vitest';
import { newReader } from './identity.ts';
import { connectInMemory } from './memory-wire.ts';
import { memoryRelay, servedRelay } from './relays.ts';
import { connectSocket } from './socket-wire.ts';

async function webFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-web-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const web = join(folder, 'web');
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Sotto</title>');
  await writeFile(join(web, 'service-worker.js'), '// worker');
  await writeFile(join(web, '.hidden'), 'secret');
  await writeFile(join(web, 'assets', 'index-CrurYdNy.js'), `/* ${'x'.repeat(5_000)} */`);
  await symlink(join(folder, 'secret.txt'), join(web, 'link.txt'));
  return web;
}

/** A request whose path is sent as it is, dots and all. */
function rawGet(
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers }, (response) => {
      let text = '';
      response.on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('the web handset comes with a policy that allows only its own code and nothing inline', async () => {
  const { url } = await servedRelay(await memoryRelay(), { webFolder: await webFolder() });
  for (const path of [
    '/',
    '/i',
    '/j',
    '/index.html',
    '/service-worker.js',
    '/assets/index-CrurYdNy.js',
  ]) {
    const { status, headers } = await fetch(url + path);
    expect(status).toBe(200);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("connect-src 'self' https: wss:;");
    expect(policy).toContain("frame-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('microphone=()');
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('server')).toBeNull();
  }
});

test('the frame for views has no origin, reaches nothing, and only this page may hold it', async () => {
  const folder = await webFolder();
  await writeFile(join(folder, 'kind-frame.html'), '<!doctype html>');
  const { url } = await servedRelay(await memoryRelay(), { webFolder: folder });
  const { status, headers } = await fetch(`${url}/kind-frame.html`);
  expect(status).toBe(200);
  const policy = headers.get('content-security-policy')!.split('; ');
  expect(policy).toContain('sandbox allow-scripts');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy.join()).not.toMatch(/-src [^,]*(self|https?:|data:|blob:|\*)/);
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(headers.get('permissions-policy')).toContain('camera=()');
});

test('what the page may connect to is the operator’s choice', async () => {
  const { url } = await servedRelay(await memoryRelay(), {
    webFolder: await webFolder(),
    connectSources: ['https://b.example', 'wss://b.example'],
  });
  const policy = (await fetch(url)).headers.get('content-security-policy');
  expect(policy).toContain("connect-src 'self' https://b.example wss://b.example;");
});

test('names with a hash are kept for ever, all others are asked for again and answered 304', async () => {
  const { url } = await servedRelay(await memoryRelay(), { webFolder: await webFolder() });
  expect((await fetch(`${url}/assets/index-CrurYdNy.js`)).headers.get('cache-control')).toContain(
    'immutable',
  );
  const page = await fetch(url);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const again = await fetch(url, {
    headers: { 'if-none-match': page.headers.get('etag')! },
    cache: 'no-store',
  });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('files are sent as the browser takes them, and are the same', async () => {
  const { url } = await servedRelay(await memoryRelay(), { webFolder: await webFolder() });
  const texts = new Set<string>();
  for (const encoding of ['br', 'gzip', 'identity']) {
    const answer = await fetch(`${url}/assets/index-CrurYdNy.js`, {
      headers: { 'accept-encoding': encoding },
    });
    expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
    texts.add(await answer.text());
  }
  expect(texts.size).toBe(1);
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%5c..%5csecret.txt',
  '//etc/passwd',
  '/assets//../../secret.txt',
  '/.hidden',
  '/link.txt',
  '/index.html/',
  '/\0',
  '/assets',
  '/toString',
  '/__proto__',
])('%j leads nowhere', async (path) => {
  const { port } = await servedRelay(await memoryRelay(), { webFolder: await webFolder() });
  const answer = await rawGet(port, path.replace('\0', '%00'));
  expect(answer.status).toBe(404);
  expect(answer.text).not.toContain('secret');
});

test('only GET and HEAD get a file', async () => {
  const { url } = await servedRelay(await memoryRelay(), { webFolder: await webFolder() });
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a folder without a page is refused at the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-web-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await expect(servedRelay(await memoryRelay(), { webFolder: folder })).rejects.toMatchObject({
    code: 'RELAY_OPTION',
  });
});

test('a port that is taken is refused at the start', async () => {
  const { port } = await servedRelay(await memoryRelay());
  await expect(servedRelay(await memoryRelay(), { port })).rejects.toMatchObject({
    code: 'RELAY_LISTEN',
  });
});

test('the relay is healthy until a store fails', async () => {
  const failing = definePlugin({
    id: 'mailboxes-failing',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => ({
      ...(await createPlugin(memoryMailboxes(), services as never)),
      lookup: async () => {
        throw new Error('The disk is gone.');
      },
    }),
  });
  const relay = await memoryRelay({ plugins: [failing] });
  const { url } = await servedRelay(relay);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  const peer = await connectInMemory(relay).hello();
  await peer.request({ kind: 'lookup', token: new Uint8Array(32) as never });
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'failing' }]);
});

test('metrics are on loopback alone, count, and hold no address', async () => {
  const relay = await memoryRelay();
  const { url, port, metricsPort } = await servedRelay(relay, { metricsPort: 0 });
  const peer = await (await connectSocket(port)).hello();
  const reader = await newReader();
  await peer.open(reader);
  await peer.post(reader, Uint8Array.of(1));
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(text).toMatch(/^sotto_relay_post_outcomes_total\{outcome="stored"\} 1$/m);
  expect(text).toMatch(/^sotto_relay_post_duration_seconds_count 1$/m);
  expect(text).toMatch(/^sotto_relay_mailboxes 1$/m);
  expect(text).not.toContain('127.0.0.1');
  // One value a line, each of a family with help and type.
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) sotto_relay_\w+ .+|sotto_relay_\w+(\{[a-z]+="[\w.+]+"\})? [\d.e+-]+)$/,
    );
  }
});

test('a newcomer gets the greeter’s invite, at a rate', async () => {
  let answer: unknown = { name: 'Echo', link: 'https://relay.example/i#x', more: 'dropped' };
  const greeter = createServer((incoming, response) => {
    response.statusCode = incoming.method === 'POST' && incoming.url === '/invite' ? 200 : 404;
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => greeter.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void greeter.close());
  const origin = `http://127.0.0.1:${(greeter.address() as AddressInfo).port}`;
  const relay = await memoryRelay({ limits: { greetingsBurst: 6, greetingsPerSecond: 0.001 } });
  const { url } = await servedRelay(relay, { greeter: origin });
  const given = await fetch(`${url}/greeter`);
  expect(await given.json()).toEqual({ name: 'Echo', link: 'https://relay.example/i#x' });
  expect(given.headers.get('cache-control')).toBe('no-store');
  expect(given.headers.get('access-control-allow-origin')).toBeNull();
  for (const wrong of [
    { name: 'Echo' },
    { name: 5, link: 'x' },
    [],
    { name: 'x'.repeat(65), link: 'x' },
    'x'.repeat(20_000),
  ]) {
    answer = wrong;
    expect((await fetch(`${url}/greeter`)).status).toBe(503);
  }
  expect((await fetch(`${url}/greeter`)).status).toBe(429);
});

test('without a greeter there is none, and one elsewhere is refused', async () => {
  const { url } = await servedRelay(await memoryRelay());
  expect((await fetch(`${url}/greeter`)).status).toBe(404);
  for (const greeter of [
    'http://example.org',
    'https://127.0.0.1',
    'file:///etc',
    'x',
    'http://127.0.0.1.example.org',
  ]) {
    await expect(servedRelay(await memoryRelay(), { greeter })).rejects.toMatchObject({
      code: 'RELAY_OPTION',
    });
  }
});

test('an upgrade elsewhere, or too many of them, is refused', async () => {
  const relay = await memoryRelay({ limits: { connectionsBurst: 1, connectionsPerSecond: 0.01 } });
  const { port } = await servedRelay(relay);
  const upgrade = (path: string) =>
    rawGet(port, path, {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    });
  expect((await upgrade('/elsewhere')).status).toBe(404);
  await connectSocket(port);
  expect((await upgrade('/relay')).status).toBe(429);
});
