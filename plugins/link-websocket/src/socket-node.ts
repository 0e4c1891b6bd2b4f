import { WebSocket } from 'ws';
import { retryAfterMs } from './retry-after.ts';
import type { OpenSocket } from './socket.ts';

export const openSocket: OpenSocket = (url, maxMessageBytes, events) => {
  const socket = new WebSocket(url, {
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handshakeTimeout: 20_000,
  });
  let ended = false;
  const end = (status?: number, waitMs?: number): void => {
    if (ended) return;
    ended = true;
    socket.terminate();
    events.onEnd(status, waitMs);
  };
  socket.on('open', events.onOpen);
  socket.on('message', (data, binary) => {
    if (ended) return;
    if (!binary || !Buffer.isBuffer(data)) end();
    else events.onMessage(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  });
  socket.on('close', () => end());
  socket.on('error', () => end());
  socket.on('unexpected-response', (request, response) => {
    const status = response.statusCode;
    const wait = retryAfterMs(response.headers['retry-after'] ?? null);
    request.destroy();
    end(status, wait);
  });
  return {
    send: (message) => socket.send(message, { binary: true }),
    bufferedBytes: () => socket.bufferedAmount,
    close: () => {
      if (ended || socket.readyState === WebSocket.CONNECTING) return end();
      ended = true;
      socket.close();
      // A peer that never answers the close must not keep the process alive.
      const timer = setTimeout(() => socket.terminate(), 2_000);
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
      events.onEnd();
    },
    flow: (on) => (on ? socket.resume() : socket.pause()),
  };
};
