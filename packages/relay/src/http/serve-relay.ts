import { remoteAddress, remoteKey } from '@sotto/server';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '@sotto/core';
import type { Relay } from '../relay.ts';
import { answerJson, answerText } from './answer.ts';
import { answerBlob, blobIdOf } from './blob-routes.ts';
import { answerGreeting, greeterUrl } from './greeter.ts';
import { listen } from './listen.ts';
import { answerLog, logPathOf } from './log-routes.ts';
import { webHeaders } from './security-headers.ts';
import { SocketDesk } from './socket-desk.ts';
import type { WebFiles } from './web-files.ts';
import { answerWebFile, readWebFiles } from './web-files.ts';

export interface ServeOptions {
  /** Default `127.0.0.1`: a relay that others reach stands behind something that speaks TLS. */
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Proxies before this server that append to X-Forwarded-For. Default 0: the header is not believed. */
  readonly trustedProxyHops?: number;
  /** Folder of a built web handset. */
  readonly webFolder?: string;
  /** Sources of the web handset's `connect-src`, besides its own relay. Default: any relay, by TLS. */
  readonly connectSources?: readonly string[];
  /** Origin of a greeter on this machine, such as `http://127.0.0.1:7301`. */
  readonly greeter?: string;
  /** Port on 127.0.0.1 for /metrics and /healthz; 0 for any free one. Without it there is no /metrics. */
  readonly metricsPort?: number;
  readonly log?: Log;
}

export interface RelayServer {
  readonly port: number;
  readonly metricsPort: number | undefined;
  /** Takes no more connections, stops the relay in good order, then ends what is left. Idempotent. */
  readonly close: () => Promise<void>;
}

/** Sockets beyond the connections: for blobs, pages and probes. */
const spareSockets = 2_048;

/**
 * Serves a relay over HTTP: the WebSocket at /relay, blobs, the act log, /healthz, and, when asked to, the web handset and a greeter.
 *
 * @throws RELAY_OPTION, RELAY_LISTEN.
 */
export async function serveRelay(relay: Relay, options: ServeOptions): Promise<RelayServer> {
  const { host = '127.0.0.1', trustedProxyHops = 0, connectSources = ['https:', 'wss:'] } = options;
  const greeter = options.greeter === undefined ? undefined : greeterUrl(options.greeter);
  const files: WebFiles =
    options.webFolder === undefined
      ? new Map()
      : await readWebFiles(options.webFolder, (path) => webHeaders(path, connectSources));
  const sockets = new SocketDesk(relay, options.log);
  const remoteOf = (request: IncomingMessage): string => remoteAddress(request, trustedProxyHops);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const blob = blobIdOf(path);
    const logPath = relay.actLog.hasLog ? logPathOf(path) : undefined;
    if (blob !== undefined)
      await answerBlob(relay.blobs, relay.remote(remoteOf(request)), blob, request, response);
    else if (logPath !== undefined)
      await answerLog(relay.actLog, relay.remote(remoteOf(request)), logPath, request, response);
    else if (path === '/healthz') answerHealth(relay, response);
    else if (path === '/greeter' && request.method === 'GET') {
      await answerGreeting(greeter, relay.limits, relay.remote(remoteOf(request)), response);
    } else if (!answerWebFile(files, path, response)) answerText(response, 404, '');
  };

  const server = createServer(serverOptions(relay), handler(answer, options.log));
  server.on('upgrade', (request, stream, head) =>
    sockets.upgrade(request, stream, head, remoteOf(request)),
  );
  // A peer that neither sends nor takes anything for so long is gone. WebSockets have their own pings.
  server.timeout = relay.limits.httpIdleTimeoutMs;
  server.maxConnections = relay.limits.maxConnections + spareSockets;
  if (trustedProxyHops === 0) limitSockets(server, relay.limits.maxConnectionsPerRemote * 2);
  const port = await listen(server, options.port, host);
  let metrics: Server | undefined;
  let metricsPort: number | undefined;
  if (options.metricsPort !== undefined) {
    metrics = createServer(serverOptions(relay), handler(answerMetrics(relay), options.log));
    metricsPort = await listen(metrics, options.metricsPort, '127.0.0.1');
  }
  options.log?.info('listening', { port });

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const ended = new Promise<unknown>((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await relay.stop();
    sockets.close();
    server.closeAllConnections();
    metrics?.close();
    metrics?.closeAllConnections();
    await ended;
  };
  return { port, metricsPort, close: () => (closed ??= close()) };
}

function serverOptions({ limits }: Relay): Parameters<typeof createServer>[0] & object {
  return {
    maxHeaderSize: limits.maxHttpHeaderBytes,
    headersTimeout: limits.httpHeadersTimeoutMs,
    requestTimeout: limits.httpRequestTimeoutMs,
    keepAliveTimeout: 10_000,
  };
}

function handler(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  log: Log | undefined,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log?.error('http-failed', { name: error instanceof Error ? error.name : 'unknown' });
      if (response.headersSent) response.destroy();
      else answerText(response, 500, '');
    });
  };
}

function answerHealth(relay: Relay, response: ServerResponse): void {
  const health = relay.health();
  answerJson(response, health === 'ok' ? 200 : 503, { status: health });
}

function answerMetrics(relay: Relay) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/healthz') answerHealth(relay, response);
    else if (request.url !== '/metrics') answerText(response, 404, '');
    else
      answerText(response, 200, await relay.metrics(), {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      });
  };
}

/** Sockets that say nothing count too, and come before any request does. */
function limitSockets(server: Server, maxPerRemote: number): void {
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const key = remoteKey(socket.remoteAddress ?? '');
    const count = (counts.get(key) ?? 0) + 1;
    if (count > maxPerRemote) {
      socket.destroy();
      return;
    }
    counts.set(key, count);
    socket.once('close', () => {
      const left = (counts.get(key) ?? 1) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    });
  });
}
