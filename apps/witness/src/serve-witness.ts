import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@sotto/core';
import { remoteAddress } from '@sotto/server';
import type { Alarms } from './alarms.ts';
import { witnessError } from './error.ts';
import { witnessLimits as limits } from './limits.ts';
import { Remotes } from './remotes.ts';
import type { Witness } from './witness.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly trustedProxyHops: number;
  readonly alarms: Pick<Alarms, 'read'>;
  readonly log?: Log;
}

export interface WitnessServer {
  readonly port: number;
  /** Takes no more requests, answers those under way, ends what is left. Idempotent. */
  readonly close: () => Promise<void>;
}

/**
 * Serves a witness over HTTP: `POST /add-checkpoint`, `GET /<origin hash>/checkpoint` and `GET /healthz`; and its alarms at
 * `GET /log/alarm/<hash>`, as handsets ask relays for files of a log.
 *
 * @throws WITNESS_LISTEN
 */
export async function serveWitness(
  witness: Witness,
  options: ServeOptions,
): Promise<WitnessServer> {
  const remotes = new Remotes(() => performance.now());
  let underWay = 0;
  const server = createServer(
    {
      maxHeaderSize: limits.maxHttpHeaderBytes,
      headersTimeout: limits.httpHeadersTimeoutMs,
      requestTimeout: limits.httpRequestTimeoutMs,
      keepAliveTimeout: limits.httpIdleTimeoutMs,
    },
    (request, response) => {
      const waitMs = remotes.take(remoteAddress(request, options.trustedProxyHops));
      if (waitMs > 0) return later(response, 429, waitMs);
      if (underWay >= limits.maxRequestsUnderWay) return later(response, 503, 1_000);
      underWay += 1;
      response.once('close', () => (underWay -= 1));
      route(witness, options.alarms, request, response).catch((error: unknown) => {
        // Who asked is gone: nobody to answer, nothing to report.
        if (request.destroyed && !request.complete) return;
        options.log?.error('failed', { name: error instanceof Error ? error.name : 'unknown' });
        if (response.headersSent) response.destroy();
        else later(response, 503, 1_000);
      });
    },
  );
  server.timeout = limits.httpIdleTimeoutMs;
  server.maxConnections = limits.maxConnections;
  server.listen(options.port, options.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw witnessError('WITNESS_LISTEN', 'The witness cannot listen on its host and port.', cause);
  }
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const ended = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
    server.closeAllConnections();
    await ended;
  };
  return { port, close: () => (closed ??= close()) };
}

async function route(
  witness: Witness,
  alarms: Pick<Alarms, 'read'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return answer(response, 405, 'POST only\n', { allow: 'POST' });
    const body = await readBody(request);
    if (body === undefined) return tooLarge(response);
    const reply = await witness.addCheckpoint(body);
    return answer(response, reply.status, reply.body, { 'content-type': reply.contentType });
  }
  const originHash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
  const alarm = /^\/log\/(alarm\/[0-9a-f]{64})$/.exec(path)?.[1];
  if (originHash === undefined && alarm === undefined && path !== '/healthz')
    return answer(response, 404, 'not found\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answer(response, 405, 'GET only\n', { allow: 'GET, HEAD' });
  }
  if (alarm !== undefined) {
    const signed = await alarms.read(alarm);
    if (signed === undefined) return answer(response, 404, 'no alarm\n', anyPage);
    return answer(response, 200, signed, { ...anyPage, 'content-type': binary });
  }
  if (originHash === undefined) return answer(response, 200, 'ok\n');
  const reply = witness.checkpoint(originHash);
  return answer(response, reply.status, reply.body, { 'content-type': reply.contentType });
}

const binary = 'application/octet-stream';
/** Web handsets ask for alarms, wherever their page comes from. */
const anyPage = { 'access-control-allow-origin': '*' };

/** The body, or `undefined` when it is longer than allowed; then the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBodyBytes) return undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > limits.maxBodyBytes) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function tooLarge(response: ServerResponse): void {
  answer(response, 413, 'too large\n', { connection: 'close' });
}

function later(response: ServerResponse, status: 429 | 503, waitMs: number): void {
  answer(response, status, 'later\n', {
    'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
    connection: 'close',
  });
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    'content-length': String(bytes.length),
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}
