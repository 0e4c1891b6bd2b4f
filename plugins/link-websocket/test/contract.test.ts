import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RelayUrl } from '@sotto/core';
import {
  farBlobs,
  farLogFile,
  linkContract,
  linkRejections,
  runContract,
  serveFarEnd,
} from '@sotto/contracts';
import type { LinkSubject } from '@sotto/contracts';
import { websocketLink } from '@sotto/link-websocket';
import { test } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

async function make(): Promise<LinkSubject> {
  const blobs = farBlobs();
  const good = createServer((request, response) => {
    const name = request.url ?? '';
    const answer = (
      status: number,
      headers: Record<string, string | number>,
      body?: Uint8Array,
    ): void => {
      response.writeHead(status, headers);
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const stateHeaders = ({ storedBytes, complete }: ReturnType<typeof blobs.state>) => ({
      'upload-offset': storedBytes,
      'upload-complete': complete ? '?1' : '?0',
    });
    if (name.startsWith('/log/')) {
      const file = farLogFile(name.slice(5));
      answer(file === undefined ? 404 : 200, {}, file);
    } else if (request.method === 'PUT') {
      const [, first, total] =
        /^bytes (\d+)-\d+\/(\d+)$/.exec(request.headers['content-range'] ?? '') ?? [];
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const held = blobs.state(name).storedBytes;
        const state = blobs.put(name, Number(first), Number(total), Buffer.concat(pieces));
        answer(held === Number(first) ? 200 : 409, stateHeaders(state));
      });
    } else if (request.method === 'HEAD') {
      const state = blobs.state(name);
      answer(state.storedBytes === 0 ? 404 : 200, stateHeaders(state));
    } else {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const range = blobs.get(name, Number(first), Number(last) + 1 - Number(first));
      if (!range) return answer(404, {});
      const end = Number(first) + range.bytes.length - 1;
      answer(206, { 'content-range': `bytes ${first}-${end}/${range.totalBytes}` }, range.bytes);
    }
  });
  const sockets = new WebSocketServer({ server: good, path: '/relay', perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    void serveFarEnd({
      send: (message) => sendTo(socket, message),
      messages: messagesOf(socket),
      close: () => socket.close(),
    });
  });
  const refusing = createServer((_, response) =>
    response.writeHead(429, { 'retry-after': '7' }).end(),
  );
  refusing.on('upgrade', (_, socket) => {
    socket.end(
      'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  });
  const dead = createServer();
  const [goodUrl, refusingUrl, deadUrl] = [
    await listen(good),
    await listen(refusing),
    await listen(dead),
  ];
  await new Promise((done) => dead.close(done));
  return {
    relay: goodUrl,
    refusing: refusingUrl,
    dead: deadUrl,
    plugin: () => websocketLink(),
    dispose: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      for (const server of [good, refusing]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<RelayUrl> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` as RelayUrl;
}

async function sendTo(socket: WebSocket, message: Uint8Array): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  await new Promise<void>((done) => socket.send(message, () => done()));
}

async function* messagesOf(socket: WebSocket): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let wake = (): void => undefined;
  let ended = false;
  socket.on('message', (data: Buffer) => {
    waiting.push(data);
    wake();
  });
  socket.on('close', () => {
    ended = true;
    wake();
  });
  while (!ended || waiting.length > 0) {
    const next = waiting.shift();
    if (next) yield next;
    else await new Promise<void>((done) => (wake = done));
  }
}

runContract(linkContract(make), { test });
runContract(linkRejections(make), { test });
