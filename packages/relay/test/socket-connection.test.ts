import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { socketConnection } from '../src/http/socket-connection.ts';

test('messages without bytes are not free: a socket that nobody reads is paused', () => {
  const socket = Object.assign(new EventEmitter(), {
    isPaused: false,
    pause() {
      this.isPaused = true;
    },
  });
  socketConnection(socket as unknown as WebSocket, '192.0.2.1');
  let taken = 0;
  while (!socket.isPaused && taken < 100_000) {
    socket.emit('message', Buffer.alloc(0), true);
    taken += 1;
  }
  expect(taken).toBeLessThan(2_000);
});
