import type { BlobBytes, BlobId, BlobState } from '@sotto/core';
import type { Remote } from '../rates/remotes.ts';
import type { BlobDesk } from './blob-desk.ts';

/** The blob calls of a `link` to a relay in the same program. */
export interface RelayBlobCalls {
  /** A part at the wrong offset stores nothing; the state tells where the relay stands. */
  readonly putBlobPart: (part: {
    readonly id: BlobId;
    readonly offset: number;
    readonly totalBytes: number;
    readonly bytes: Uint8Array;
    readonly ttlSeconds: number;
  }) => Promise<BlobState>;
  readonly blobState: (id: BlobId) => Promise<BlobState>;
  /** `undefined` when the blob is not there whole. */
  readonly getBlobRange: (
    id: BlobId,
    offset: number,
    maxBytes: number,
  ) => Promise<BlobBytes | undefined>;
}

export function relayBlobCalls(desk: BlobDesk, remote: () => Remote): RelayBlobCalls {
  return {
    putBlobPart: async (part) => {
      const place = await desk.admit(remote(), { ...part, partBytes: part.bytes.length });
      try {
        const { storedBytes, complete } = await desk.append(part);
        return { storedBytes, complete };
      } finally {
        place.release();
      }
    },
    blobState: async (id) => {
      const { storedBytes, complete } = await desk.status(remote(), id);
      return { storedBytes, complete };
    },
    getBlobRange: async (id, offset, maxBytes) => {
      const { complete, totalBytes } = await desk.status(remote(), id);
      if (!complete || offset >= totalBytes) return undefined;
      const end = Math.min(offset + maxBytes, totalBytes);
      const pieces = await desk.read(remote(), id, offset, end);
      if (pieces === undefined) return undefined;
      const bytes = new Uint8Array(end - offset);
      let at = 0;
      for await (const piece of pieces) {
        bytes.set(piece, at);
        at += piece.length;
      }
      return { bytes, totalBytes };
    },
  };
}
