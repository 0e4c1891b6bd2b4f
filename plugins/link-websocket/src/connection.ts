import { openSocket } from '#socket';
import type { ConnectOptions, LinkConnection, RelayUrl } from '@sotto/core';
import { closed, refused, unreachable } from './link-failure.ts';
import { MessageQueue } from './message-queue.ts';

/** Past this many bytes waiting in the socket, `send` waits. */
const sendAheadBytes = 1 << 20;

export function connect(
  relay: RelayUrl,
  { signal, maxMessageBytes }: ConnectOptions,
  timeoutMs: number,
): Promise<LinkConnection> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const queue = new MessageQueue((on) => socket.flow(on));
    let state: 'connecting' | 'open' | 'ended' = 'connecting';
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const fail = (error: unknown): void => {
      settle();
      state = 'ended';
      socket.close();
      reject(error);
    };
    const abort = (): void => fail(signal.reason);
    const timer = setTimeout(() => fail(unreachable()), timeoutMs);
    const socket = openSocket(`${relay.replace(/^http/, 'ws')}/relay`, maxMessageBytes, {
      onOpen: () => {
        settle();
        state = 'open';
        resolve(connection);
      },
      onMessage: (message) => {
        if (!queue.push(message)) socket.close();
      },
      onEnd: (status, retryAfterMs) => {
        if (state === 'connecting')
          fail(status === undefined ? unreachable() : refused(retryAfterMs));
        state = 'ended';
        queue.end();
      },
    });
    signal.addEventListener('abort', abort, { once: true });
    const connection: LinkConnection = {
      send: async (message) => {
        while (state === 'open' && socket.bufferedBytes() > sendAheadBytes) {
          await new Promise((done) => setTimeout(done, 10));
        }
        if (state !== 'open') throw closed();
        socket.send(message);
      },
      messages: queue,
      close: async () => {
        state = 'ended';
        socket.close();
        queue.end();
      },
    };
  });
}
