import type { BlobId } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { countingBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects } from '../ensure.ts';
import type { LinkSubject } from './subject.ts';

export type LinkBlobClauseId =
  | 'blob-in-parts'
  | 'blob-part-again'
  | 'blob-unknown'
  | 'blob-range-bounded'
  | 'blob-refused'
  | 'blob-unreachable'
  | 'blob-aborted';

const id = countingBytes(32) as BlobId;
const content = countingBytes(100_000);

export const linkBlobClauses: Clauses<LinkBlobClauseId, 'link', LinkSubject> = {
  'blob-in-parts': {
    promise: 'a blob sent in parts is there whole, and its state tells how far it is',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      const first = await link.putBlobPart(relay, part(0, 60_000));
      ensureEqual(first.storedBytes, 60_000, 'stored after the first part');
      ensure(!first.complete, 'complete after the first part');
      ensureEqual(
        (await link.blobState(relay, id, { signal: signal() })).storedBytes,
        60_000,
        'state',
      );
      ensure(
        (await link.putBlobPart(relay, part(60_000, 100_000))).complete,
        'not complete after the last part',
      );
      const whole = await link.getBlobRange(relay, {
        id,
        offset: 0,
        maxBytes: 200_000,
        signal: signal(),
      });
      ensureBytes(whole?.bytes, content, 'the blob');
      ensureEqual(whole?.totalBytes, content.length, 'totalBytes');
    },
  },
  'blob-part-again': {
    promise: 'a part sent again changes nothing and tells what the relay holds',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      await link.putBlobPart(relay, part(0, 60_000));
      ensureEqual((await link.putBlobPart(relay, part(0, 60_000))).storedBytes, 60_000, 'stored');
    },
  },
  'blob-unknown': {
    promise: 'a blob that the relay does not know is nothing stored, and undefined to get',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      const state = await link.blobState(relay, id, { signal: signal() });
      ensureEqual(state.storedBytes, 0, 'storedBytes');
      ensure(!state.complete, 'complete');
      const got = await link.getBlobRange(relay, { id, offset: 0, maxBytes: 10, signal: signal() });
      ensure(got === undefined, 'bytes of an unknown blob');
    },
  },
  'blob-range-bounded': {
    promise: 'a range begins where it was asked and holds at most maxBytes',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      await link.putBlobPart(relay, part(0, 100_000));
      const middle = await link.getBlobRange(relay, {
        id,
        offset: 500,
        maxBytes: 70,
        signal: signal(),
      });
      ensureBytes(middle?.bytes, content.subarray(500, 570), 'the range');
      ensureEqual(middle?.totalBytes, content.length, 'totalBytes');
    },
  },
  'blob-refused': {
    promise: 'a relay that refuses a part is LINK_REFUSED with the time it asked for',
    check: async ({ create, subject: { refusing } }) => {
      const link = await create();
      const error: unknown = await link
        .putBlobPart(refusing, part(0, 10))
        .catch((reason: unknown) => reason);
      ensure(isSottoError(error, 'LINK_REFUSED'), 'another outcome');
      ensureEqual(error.retryAfterMs, 7_000, 'retryAfterMs');
    },
  },
  'blob-unreachable': {
    promise: 'a blob call to a relay that is not there is LINK_UNREACHABLE',
    check: async ({ create, subject: { dead } }) => {
      const link = await create();
      await ensureRejects(
        () => link.blobState(dead, id, { signal: signal() }),
        'LINK_UNREACHABLE',
        'blobState',
      );
    },
  },
  'blob-aborted': {
    promise: 'an aborted blob call rejects with the reason of the signal',
    check: async ({ create, subject: { relay } }) => {
      const link = await create();
      const reason = new Error('enough');
      const error: unknown = await link
        .blobState(relay, id, { signal: AbortSignal.abort(reason) })
        .catch((cause: unknown) => cause);
      ensure(error === reason, 'another outcome');
    },
  },
};

function part(
  offset: number,
  end: number,
): {
  id: BlobId;
  offset: number;
  totalBytes: number;
  bytes: Uint8Array;
  ttlSeconds: number;
  signal: AbortSignal;
} {
  return {
    id,
    offset,
    totalBytes: content.length,
    bytes: content.slice(offset, end),
    ttlSeconds: 60,
    signal: signal(),
  };
}

function signal(): AbortSignal {
  return new AbortController().signal;
}
