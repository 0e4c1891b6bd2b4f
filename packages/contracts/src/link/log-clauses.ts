import type { Link, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import { farLogBytes, farLogPath } from './far-log.ts';
import type { LinkSubject } from './subject.ts';

export type LinkLogClauseId =
  | 'log-file-whole'
  | 'log-file-missing'
  | 'log-file-bounded'
  | 'log-refused'
  | 'log-unreachable'
  | 'log-aborted';

export const linkLogClauses: Clauses<LinkLogClauseId, 'link', LinkSubject> = {
  'log-file-whole': {
    promise: 'a file of the log comes whole, also when it has just maxBytes',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      ensureBytes(await read(link, relay), farLogBytes, 'the file');
      ensureBytes(
        await read(link, relay, { maxBytes: farLogBytes.length }),
        farLogBytes,
        'it again',
      );
    },
  },
  'log-file-missing': {
    promise: 'a file that the log has not is undefined',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      ensure((await read(link, relay, { path: 'checkpoint' })) === undefined, 'bytes of no file');
    },
  },
  'log-file-bounded': {
    promise: 'a file of more than maxBytes is LINK_REFUSED',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      const maxBytes = farLogBytes.length - 1;
      await ensureRejects(() => read(link, relay, { maxBytes }), 'LINK_REFUSED', 'readLog');
    },
  },
  'log-refused': {
    promise: 'a relay that refuses a file is LINK_REFUSED with the time it asked for',
    check: async ({ create, subject: { refusing } }) => {
      const link = await create();
      const error: unknown = await read(link, refusing).catch((reason: unknown) => reason);
      ensure(isSottoError(error, 'LINK_REFUSED'), 'another outcome');
      ensureEqual(error.retryAfterMs, 7_000, 'retryAfterMs');
    },
  },
  'log-unreachable': {
    promise: 'a file of a relay that is not there is LINK_UNREACHABLE',
    check: async ({ create, subject: { dead } }) => {
      const link = await create();
      await ensureRejects(() => read(link, dead), 'LINK_UNREACHABLE', 'readLog');
    },
  },
  'log-aborted': {
    promise: 'an aborted call for a file rejects with the reason of the signal',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      const reason = new Error('enough');
      const signal = AbortSignal.abort(reason);
      const error: unknown = await read(link, relay, { signal }).catch((cause: unknown) => cause);
      ensure(error === reason, 'another outcome');
    },
  },
};

function read(
  link: Link,
  relay: RelayUrl,
  call: Partial<Parameters<Link['readLog']>[1]> = {},
): Promise<Uint8Array | undefined> {
  const { signal } = new AbortController();
  return link.readLog(relay, { path: farLogPath, maxBytes: 1 << 20, signal, ...call });
}
