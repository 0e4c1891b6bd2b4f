import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { BlobId, BlobStatus } from '@sotto/core';
import type { BlobDesk } from '../blobs/blob-desk.ts';
import type { Remote } from '../rates/remotes.ts';
import { answerText, beginAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { parseContentRange, parseRange } from './ranges.ts';
import { refuseCall } from './refuse-call.ts';

/** A handset served from elsewhere may use this relay's blobs. No credentials exist that this could lend out. */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-range, retry-after, upload-complete, upload-offset',
  'cross-origin-resource-policy': 'cross-origin',
  // Sealed and unchanging, but a copy in a browser's cache would outlive a picture that was made to disappear.
  'cache-control': 'no-store',
} as const;

const preflight = {
  ...crossOrigin,
  'access-control-allow-methods': 'GET, HEAD, PUT',
  'access-control-allow-headers': 'content-range, content-type, range, sotto-ttl',
  'access-control-max-age': '7200',
} as const;

/** The id of a blob's path; `undefined` for any other. */
export function blobIdOf(path: string): BlobId | undefined {
  const hex = /^\/blobs\/([0-9a-f]{64})$/.exec(path)?.[1];
  return hex === undefined ? undefined : (new Uint8Array(Buffer.from(hex, 'hex')) as BlobId);
}

/** Answers a request for one blob. */
export async function answerBlob(
  desk: BlobDesk,
  remote: Remote,
  id: BlobId,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    switch (request.method) {
      case 'OPTIONS':
        return answerText(response, 204, '', preflight);
      case 'PUT':
        return await put(desk, remote, id, request, response);
      case 'HEAD':
        return await head(desk, remote, id, response);
      case 'GET':
        return await get(desk, remote, id, request, response);
      default:
        return answerText(response, 405, '', { ...crossOrigin, allow: 'GET, HEAD, OPTIONS, PUT' });
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuseCall(response, error, crossOrigin);
  }
}

async function put(
  desk: BlobDesk,
  remote: Remote,
  id: BlobId,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const range = parseContentRange(request.headers['content-range']);
  const ttl = request.headers['sotto-ttl'];
  if (range === undefined || typeof ttl !== 'string' || !/^\d{1,10}$/.test(ttl)) {
    return answerText(response, 400, 'content-range and sotto-ttl are needed\n', {
      ...crossOrigin,
      connection: 'close',
    });
  }
  const { offset, partBytes, totalBytes } = range;
  const part = { id, offset, totalBytes, ttlSeconds: Number(ttl) };
  const place = await desk.admit(remote, { ...part, partBytes });
  try {
    const bytes = await readBody(request, partBytes);
    if (bytes === undefined) {
      return answerText(response, 400, 'the body is not what content-range says\n', {
        ...crossOrigin,
        connection: 'close',
      });
    }
    const status = await desk.append({ ...part, bytes });
    const code = status.mismatch
      ? 422
      : status.storedBytes === offset + partBytes
        ? status.complete
          ? 201
          : 200
        : 409;
    answerText(response, code, '', { ...crossOrigin, ...stateHeaders(status) });
  } finally {
    place.release();
  }
}

async function head(
  desk: BlobDesk,
  remote: Remote,
  id: BlobId,
  response: ServerResponse,
): Promise<void> {
  const status = await desk.status(remote, id);
  const headers = { ...crossOrigin, ...stateHeaders(status) };
  if (status.storedBytes === 0) return answerText(response, 404, '', headers);
  beginAnswer(response, 200, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': String(status.totalBytes),
  });
  response.end();
}

async function get(
  desk: BlobDesk,
  remote: Remote,
  id: BlobId,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { complete, totalBytes } = await desk.status(remote, id);
  if (!complete) return answerText(response, 404, '', crossOrigin);
  const range = parseRange(request.headers.range, totalBytes);
  if (range === undefined) {
    return answerText(response, 416, '', {
      ...crossOrigin,
      'content-range': `bytes */${totalBytes}`,
    });
  }
  const { start, end, whole } = range;
  const pieces = await desk.read(remote, id, start, end);
  if (pieces === undefined) return answerText(response, 404, '', crossOrigin);
  beginAnswer(response, whole ? 200 : 206, {
    ...crossOrigin,
    ...(whole ? {} : { 'content-range': `bytes ${start}-${end - 1}/${totalBytes}` }),
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'content-length': String(end - start),
  });
  // A reader that leaves early ends it with an error, which ends the answer: the same as when the store fails.
  await pipeline(pieces, response);
}

function stateHeaders({ storedBytes, complete }: BlobStatus): Readonly<Record<string, string>> {
  return { 'upload-offset': String(storedBytes), 'upload-complete': complete ? '?1' : '?0' };
}
