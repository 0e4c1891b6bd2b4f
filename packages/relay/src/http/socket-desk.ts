import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '@sotto/core';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Relay } from '../relay.ts';
import { retryAfter } from './answer.ts';
import { socketConnection } from './socket-connection.ts';

/** Where the WebSocket of the relay protocol is. */
const socketPath = '/relay';

/** Turns upgrades of HTTP requests into connections of the relay, and ends those that show no sign of life. */
export class SocketDesk {
  readonly #relay: Relay;
  readonly #log: Log | undefined;
  readonly #server: WebSocketServer;
  /** Whether a sign of life came since the last ping. */
  readonly #alive = new Map<WebSocket, boolean>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(relay: Relay, log: Log | undefined) {
    this.#relay = relay;
    this.#log = log;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: relay.limits.maxMessageBytes,
    });
    this.#heartbeat = setInterval(() => this.#beat(), relay.limits.idleTimeoutMs / 2);
    this.#heartbeat.unref();
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, remote: string): void {
    if (request.url?.split('?', 1)[0] !== socketPath) return refuse(stream, '404 Not Found');
    const waitMs = this.#relay.admissionWaitMs(remote);
    if (waitMs > 0) return refuse(stream, '429 Too Many Requests', retryAfter(waitMs));
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      this.#alive.set(socket, true);
      const sign = (): unknown => this.#alive.set(socket, true);
      socket.on('message', sign);
      socket.on('pong', sign);
      socket.on('close', () => this.#alive.delete(socket));
      this.#relay.accept(socketConnection(socket, remote)).catch((error: unknown) => {
        this.#log?.error('session-failed', {
          name: error instanceof Error ? error.name : 'unknown',
        });
        socket.terminate();
      });
    });
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#alive.keys()) socket.terminate();
    this.#server.close();
  }

  #beat(): void {
    for (const [socket, alive] of this.#alive) {
      if (!alive) {
        socket.terminate();
        continue;
      }
      this.#alive.set(socket, false);
      socket.ping();
    }
  }
}

function refuse(
  stream: Duplex,
  status: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.on('error', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n${lines.join('')}\r\n`,
    () => stream.destroy(),
  );
}
