import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { actLogLimits, logPathKind } from '@sotto/actlog';
import type { LogDesk } from '../log/log-desk.ts';
import type { Remote } from '../rates/remotes.ts';
import { answerText, beginAnswer } from './answer.ts';
import { refuseCall } from './refuse-call.ts';

const prefix = '/log/';
const methods = 'GET, HEAD, OPTIONS';

/** Everybody may read the log, from whatever page, and keep it. */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

const preflight = {
  ...crossOrigin,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-max-age': '7200',
} as const;

/** The path of a file below the log's prefix; `undefined` for what is elsewhere. */
export function logPathOf(path: string): string | undefined {
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** Answers a request for one file of the act log (C2SP tlog-tiles, Parameters and Checkpoints). */
export async function answerLog(
  desk: LogDesk,
  remote: Remote,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'OPTIONS') return answerText(response, 204, '', preflight);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answerText(response, 405, '', { ...crossOrigin, allow: methods });
  try {
    const found = await desk.lend(
      remote,
      path,
      actLogLimits.maxEntryFileBytes,
      async ({ totalBytes, pieces }) => {
        beginAnswer(response, 200, {
          ...crossOrigin,
          ...headersOf(path),
          'content-length': String(totalBytes),
        });
        if (request.method === 'HEAD') response.end();
        else await pipeline(pieces, response);
        return true;
      },
    );
    if (found === undefined)
      answerText(response, 404, '', { ...crossOrigin, 'cache-control': 'no-store' });
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuseCall(response, error, crossOrigin);
  }
}

/** The head changes with every act; whatever else is there once does not change any more. */
function headersOf(path: string): Readonly<Record<string, string>> {
  const kind = logPathKind(path);
  return {
    'content-type': kind === 'tile' ? 'application/octet-stream' : 'text/plain; charset=utf-8',
    'cache-control':
      kind === 'checkpoint' ? 'public, max-age=5' : 'public, max-age=31536000, immutable',
  };
}
