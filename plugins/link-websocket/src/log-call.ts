import type { Link } from '@sotto/core';
import { discard, httpCall, readBounded } from './http-call.ts';
import { refused } from './link-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/** The act log's files, over `fetch`. */
export function logCall(timeoutMs: number): Pick<Link, 'readLog'> {
  return {
    readLog: async (relay, { path, maxBytes, signal }) => {
      const response = await httpCall(`${relay}/log/${path}`, {}, signal, timeoutMs);
      if (response.status === 200) return readBounded(response, maxBytes, signal);
      await discard(response);
      if (response.status === 404) return undefined;
      throw refused(retryAfterMs(response.headers.get('retry-after')));
    },
  };
}
