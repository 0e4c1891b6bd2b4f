import type { BlobId, BlobState, Link, RelayUrl } from '@sotto/core';
import { discard, httpCall, readBounded } from './http-call.ts';
import { refused } from './link-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/** The three blob calls of a link, over `fetch`. */
export function blobCalls(
  timeoutMs: number,
): Pick<Link, 'putBlobPart' | 'blobState' | 'getBlobRange'> {
  const call = (
    relay: RelayUrl,
    id: BlobId,
    signal: AbortSignal,
    init: RequestInit,
  ): Promise<Response> => httpCall(`${relay}/blobs/${hex(id)}`, init, signal, timeoutMs);
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

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
