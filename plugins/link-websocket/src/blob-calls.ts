import { isSottoError } from '@sotto/core';
import type { BlobId, BlobState, Link, RelayUrl } from '@sotto/core';
import { refused, unreachable } from './link-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/** The three blob calls of a link, over `fetch`. */
export function blobCalls(
  timeoutMs: number,
): Pick<Link, 'putBlobPart' | 'blobState' | 'getBlobRange'> {
  const call = async (
    relay: RelayUrl,
    id: BlobId,
    signal: AbortSignal,
    init: RequestInit,
  ): Promise<Response> => {
    signal.throwIfAborted();
    const url = `${relay}/blobs/${hex(id)}`;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await fetch(url, {
        ...init,
        signal: limited,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw unreachable(cause);
    }
  };
  return {
    putBlobPart: async (relay, { id, offset, totalBytes, bytes, ttlSeconds, signal }) => {
      const response = await call(relay, id, signal, {
        method: 'PUT',
        body: bytes as Uint8Array<ArrayBuffer>,
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes ${offset}-${offset + bytes.length - 1}/${totalBytes}`,
          'sotto-ttl': String(ttlSeconds),
        },
      });
      await discard(response);
      return state(response);
    },
    blobState: async (relay, id, { signal }) => {
      const response = await call(relay, id, signal, { method: 'HEAD' });
      return response.status === 404 ? { storedBytes: 0, complete: false } : state(response);
    },
    getBlobRange: async (relay, { id, offset, maxBytes, signal }) => {
      const response = await call(relay, id, signal, {
        headers: { range: `bytes=${offset}-${offset + maxBytes - 1}` },
      });
      if (response.status === 404) {
        await discard(response);
        return undefined;
      }
      const total = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(
        response.headers.get('content-range') ?? '',
      );
      if (response.status !== 206 || !total || Number(total[1]) !== offset) {
        await discard(response);
        throw refused(retryAfterMs(response.headers.get('retry-after')));
      }
      return { bytes: await readBounded(response, maxBytes, signal), totalBytes: Number(total[2]) };
    },
  };
}

function state(response: Response): BlobState {
  const offset = response.headers.get('upload-offset');
  // 409: the part does not begin where the relay stands; the header says where that is.
  if ((!response.ok && response.status !== 409) || offset === null || !/^\d{1,15}$/.test(offset)) {
    throw refused(retryAfterMs(response.headers.get('retry-after')));
  }
  return {
    storedBytes: Number(offset),
    complete: response.headers.get('upload-complete') === '?1',
  };
}

async function readBounded(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > maxBytes) throw refused();
      parts.push(part);
    }
  } catch (cause) {
    signal.throwIfAborted();
    // The connection broke (TypeError), or our own time ran out (TimeoutError).
    throw isSottoError(cause) ? cause : unreachable(cause);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
