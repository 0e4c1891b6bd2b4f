import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { isSottoError } from '@sotto/core';
import type { InviteDesk } from './invite-desk.ts';

/**
 * Echo's front door, for programs on this machine: `POST /invite` answers `{"name":"Echo","link":"…"}`. Web pages are turned
 * away: they send an origin, and a name that resolves to this machine shows in the host.
 */
export async function openDoor(desk: InviteDesk, port: number): Promise<Server> {
  const server = createServer((request, response) => void answer(desk, request, response));
  server.maxConnections = 32;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(
  desk: InviteDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  // No request has a body that matters.
  request.resume();
  const host = request.headers.host?.replace(/:\d+$/, '');
  if (request.headers.origin !== undefined || (host !== '127.0.0.1' && host !== 'localhost')) {
    return reply(403, { error: 'FORBIDDEN' });
  }
  if (request.url !== '/invite') return reply(404, { error: 'NOT_FOUND' });
  if (request.method !== 'POST') return reply(405, { error: 'METHOD_NOT_ALLOWED' });
  try {
    reply(200, { name: 'Echo', link: await desk.next() });
  } catch (error) {
    reply(503, { error: isSottoError(error) ? error.code : 'UNEXPECTED' });
  }
}
