import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { SottoError } from '@sotto/core';
import { cliError } from '../error.ts';
import type { Row } from '../output/row.ts';
import type { LocalRequest } from './messages.ts';
import { maxAnswerBytes, parseLocalAnswer } from './messages.ts';
import { boundedLines } from './lines.ts';

/** A connection to the process that holds the handset; `undefined` when no process listens. */
export async function reachServer(path: string): Promise<Socket | undefined> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    // No socket, or one that a process left behind when it was killed: then the store is free, or its own lock tells who has it.
    socket.destroy();
    return undefined;
  }
}

/**
 * Runs a command in the process at the other end. @throws what the command throws there; CLI_INTERRUPTED, HANDSET_BUSY when
 * that process ends first
 */
export async function runThere(
  socket: Socket,
  request: LocalRequest,
  emit: (row: Row) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    for await (const line of boundedLines(socket, maxAnswerBytes)) {
      const answer = parseLocalAnswer(line);
      if ('done' in answer) return;
      if ('row' in answer) await emit(answer.row);
      else {
        const { code, message, retryable } = answer.error;
        throw new SottoError(code, message, { retryable });
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
  signal.throwIfAborted();
  throw cliError(
    'HANDSET_BUSY',
    'The sotto watch that held the handset ended before it answered.',
    {
      retryable: true,
    },
  );
}
