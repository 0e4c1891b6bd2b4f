import { once } from 'node:events';
import { connect } from 'node:net';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { reachServer, runThere } from '../src/local/client.ts';
import { maxRequestBytes, parseLocalRequest } from '../src/local/messages.ts';
import type { LocalRunner, LocalServer } from '../src/local/server.ts';
import { serveLocally } from '../src/local/server.ts';
import { socketPath } from '../src/local/socket-path.ts';
import type { Row } from '../src/output/row.ts';
import { temporaryFolder } from './temporary-folder.ts';

const request = { command: 'contacts', arguments: [], options: {} };
const row: Row = { type: 'connection', state: 'online' };
const forever = (signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

async function serve(run: LocalRunner): Promise<{ path: string; server: LocalServer }> {
  const path = join(temporaryFolder(), 'handset.sock');
  const server = await serveLocally(path, run);
  onTestFinished(server.close);
  return { path, server };
}

async function socketTo(
  path: string,
): Promise<NonNullable<Awaited<ReturnType<typeof reachServer>>>> {
  const socket = await reachServer(path);
  if (socket === undefined) throw new Error('Nobody listens.');
  return socket;
}

test('only the owner may use the socket', async () => {
  const { path } = await serve(async () => undefined);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a command’s rows arrive in order, then its end; its error arrives with its code', async () => {
  const { path } = await serve(async ({ command }, answer) => {
    for (const state of ['connecting', 'online', 'offline'] as const) {
      await answer({ row: { type: 'connection', state } });
    }
    if (command === 'fail') throw new Error('never seen without a code');
  });
  const seen: Row[] = [];
  const emit = async (each: Row): Promise<void> => void seen.push(each);
  await runThere(await socketTo(path), request, emit, new AbortController().signal);
  expect(seen.map((each) => each.type === 'connection' && each.state)).toEqual([
    'connecting',
    'online',
    'offline',
  ]);
  const failing = runThere(
    await socketTo(path),
    { ...request, command: 'fail' },
    emit,
    new AbortController().signal,
  );
  await expect(failing).rejects.toMatchObject({ code: 'UNEXPECTED' });
});

test('a client that goes away ends its command, and the others go on', async () => {
  const ended: string[] = [];
  const { path } = await serve(async ({ command }, answer, signal) => {
    await answer({ row });
    await forever(signal).catch(() => ended.push(command));
  });
  const first = await socketTo(path);
  const stop = new AbortController();
  const running = runThere(
    first,
    { ...request, command: 'first' },
    async () => stop.abort(new Error('enough')),
    stop.signal,
  );
  await expect(running).rejects.toThrow('enough');
  await expect.poll(() => ended).toEqual(['first']);
  const second = connect(path);
  await once(second, 'connect');
  second.destroy();
});

test('a server that closes ends every command, and removes its socket', async () => {
  const { path, server } = await serve(async (_request, answer, signal) => {
    await answer({ row });
    await forever(signal);
  });
  const running = runThere(
    await socketTo(path),
    request,
    () => server.close(),
    new AbortController().signal,
  );
  await expect(running).rejects.toMatchObject({
    code: expect.stringMatching(/^(HANDSET_BUSY|UNEXPECTED)$/),
  });
  expect(await reachServer(path)).toBeUndefined();
});

test('a socket that a killed process left behind is no server, and is taken over', async () => {
  const path = join(temporaryFolder(), 'handset.sock');
  expect(await reachServer(path)).toBeUndefined();
  writeFileSync(path, '');
  expect(await reachServer(path)).toBeUndefined();
  const server = await serveLocally(path, async () => undefined);
  onTestFinished(server.close);
  await runThere(
    await socketTo(path),
    request,
    async () => undefined,
    new AbortController().signal,
  );
});

test('what is no request is answered with a code and runs nothing', async () => {
  let runs = 0;
  const { path } = await serve(async () => void (runs += 1));
  for (const line of [
    '',
    'nonsense',
    '[]',
    '{"command":7}',
    '{"command":"send","arguments":[7],"options":{}}',
  ]) {
    const socket = await socketTo(path);
    socket.write(`${line}\n`);
    const [chunk] = (await once(socket, 'data')) as [Uint8Array];
    expect(JSON.parse(Buffer.from(chunk).toString())).toMatchObject({
      error: { code: 'SOCKET_PROTOCOL' },
    });
    socket.destroy();
  }
  expect(runs).toBe(0);
});

test('a request without an end is cut off at its bound', async () => {
  const { path } = await serve(async () => undefined);
  const socket = await socketTo(path);
  socket.on('error', () => undefined);
  socket.write(Buffer.alloc(maxRequestBytes + 1, 0x20));
  const [chunk] = (await once(socket, 'data')) as [Uint8Array];
  expect(Buffer.from(chunk).toString()).toContain('SOCKET_PROTOCOL');
});

test('any JSON is a request or is refused with the code', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      try {
        parseLocalRequest(json);
      } catch (error) {
        expect(error).toMatchObject({ code: 'SOCKET_PROTOCOL' });
      }
    }),
  );
  expect(() =>
    parseLocalRequest('{"command":"send","arguments":[],"options":{"json":"yes"}}'),
  ).toThrow();
  expect(() =>
    parseLocalRequest('{"command":"send","arguments":[],"options":{"nonsense":true}}'),
  ).toThrow();
  expect(parseLocalRequest('{"command":"send","arguments":["a"],"options":{"json":true}}')).toEqual(
    {
      command: 'send',
      arguments: ['a'],
      options: { json: true },
    },
  );
});

test('a folder too deep for a socket is known before anybody tries', () => {
  expect(socketPath('/short')).toBe('/short/handset.sock');
  expect(socketPath(`/${'deep/'.repeat(30)}`)).toBeUndefined();
});
