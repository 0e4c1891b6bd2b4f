import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createHash } from 'node:crypto';
import { createPlugin } from '@sotto/core';
import type { Link, RelayUrl, Services } from '@sotto/core';
import { websocketLink } from '@sotto/link-websocket';
import { expect, test } from 'vitest';

const floodBytes = 48 * 1_048_576;

/** A ping of 125 bytes (RFC 6455 §5.5.2), as a server sends it: not masked. */
const ping = Uint8Array.of(0x89, 125, ...new Uint8Array(125));
const pings = new Uint8Array(Buffer.concat(Array.from({ length: 8_192 }, () => ping)));

test('a relay that sends pings and reads no answer is left, not answered into memory without end', async () => {
  const server = createServer();
  let sent = 0;
  const flood = (socket: Socket): void => {
    socket.pause();
    while (sent < floodBytes && !socket.destroyed) {
      sent += pings.length;
      if (!socket.write(pings)) return void socket.once('drain', () => flood(socket));
    }
  };
  const ended = new Promise<void>((end) => {
    server.on('upgrade', (request, socket: Socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      socket.on('error', () => end());
      socket.on('close', () => end());
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      flood(socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}` as RelayUrl;
  const link: Link = await createPlugin(websocketLink(), {} as Services);
  const { signal } = new AbortController();
  const connection = await link.connect(relay, { signal, maxMessageBytes: 1_024 });
  for await (const message of connection.messages) expect(message).toBeUndefined();
  await ended;
  expect(sent).toBeLessThan(floodBytes);
  await new Promise((done) => server.close(done));
}, 20_000);
