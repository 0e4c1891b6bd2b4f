import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlugin } from '@sotto/core';
import type { BlobId, Link, RelayUrl, Services } from '@sotto/core';
import { websocketLink } from '@sotto/link-websocket';
import { expect, test } from 'vitest';
import { MessageQueue } from '../src/message-queue.ts';

test('a flood of empty messages that nobody reads ends the connection, as one of full messages does', () => {
  for (const bytes of [0, 1, 1_048_576]) {
    let asked = true;
    const queue = new MessageQueue((on) => (asked = on));
    let taken = 0;
    while (taken < 200_000 && queue.push(new Uint8Array(bytes))) taken += 1;
    expect(taken).toBeLessThan(200_000);
    expect(asked).toBe(false);
  }
});

test('a relay that begins a blob and then says nothing more is told as unreachable, to be tried again', async () => {
  const server = createServer((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-999/1000' });
    response.write(new Uint8Array(10));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}` as RelayUrl;
  const link: Link = await createPlugin(websocketLink({ timeoutMs: 200 }), {} as Services);
  const { signal } = new AbortController();
  const id = new Uint8Array(32) as BlobId;
  try {
    await expect(
      link.getBlobRange(relay, { id, offset: 0, maxBytes: 1_000, signal }),
    ).rejects.toMatchObject({ code: 'LINK_UNREACHABLE', retryable: true });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

test('a file of the log that never ends is not read on past its bound', async () => {
  let sentBytes = 0;
  const server = createServer((_, response) => {
    response.on('error', () => undefined);
    const more = (): void => {
      while (!response.destroyed && response.write(new Uint8Array(65_536))) sentBytes += 65_536;
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}` as RelayUrl;
  const link: Link = await createPlugin(websocketLink(), {} as Services);
  const { signal } = new AbortController();
  try {
    await expect(
      link.readLog(relay, { path: 'checkpoint', maxBytes: 100_000, signal }),
    ).rejects.toMatchObject({ code: 'LINK_REFUSED' });
    expect(sentBytes).toBeLessThan(64 << 20);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
