import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { isSottoError } from '@sotto/core';
import type { LocalAnswer, LocalRequest } from './messages.ts';
import { maxRequestBytes, parseLocalRequest } from './messages.ts';
import { boundedLines } from './lines.ts';

const maxConnections = 16;

/** Runs one command; rows go to `answer`. */
export type LocalRunner = (
  request: LocalRequest,
  answer: (row: LocalAnswer) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

export interface LocalServer {
  /** Ends every command under way, and removes the socket. */
  readonly close: () => Promise<void>;
}

/**
 * Lets other commands of this user use the handset that this process holds. The caller holds the lock of the store, so a
 * socket that lies there belongs to a process that is gone.
 */
export async function serveLocally(path: string, run: LocalRunner): Promise<LocalServer> {
  const closing = new AbortController();
  const open = new Set<Promise<void>>();
  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const served = serve(socket, run, closing.signal).finally(() => open.delete(served));
    open.add(served);
  });
  server.maxConnections = maxConnections;
  // The folder is the owner's alone; so is the socket, from its first moment.
  const mask = process.umask(0o177);
  try {
    server.listen(path);
    await once(server, 'listening');
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
  return {
    close: async () => {
      closing.abort();
      server.close();
      await Promise.all(open);
    },
  };
}

async function serve(socket: Socket, run: LocalRunner, closing: AbortSignal): Promise<void> {
  const gone = new AbortController();
  socket.on('error', () => gone.abort());
  socket.on('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  signal.addEventListener('abort', () => socket.destroySoon(), { once: true });
  const answer = async (message: LocalAnswer): Promise<void> => {
    if (gone.signal.aborted || socket.write(`${JSON.stringify(message)}\n`)) return;
    await once(socket, 'drain', { signal: gone.signal }).catch(() => undefined);
  };
  try {
    const lines = boundedLines(socket, maxRequestBytes);
    const first = await lines.next();
    if (first.done === true) return;
    const request = parseLocalRequest(first.value);
    // A second line is no part of the protocol, and the end of the stream means that nobody waits for the answer.
    lines.next().then(
      () => gone.abort(),
      () => gone.abort(),
    );
    await run(request, answer, signal);
    await answer({ done: true });
  } catch (error) {
    await answer({ error: errorOf(error) });
  } finally {
    socket.destroySoon();
  }
}

function errorOf(error: unknown): { code: string; message: string; retryable: boolean } {
  if (isSottoError(error)) {
    const { code, message, retryable } = error;
    return { code, message, retryable };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, retryable: false };
}
