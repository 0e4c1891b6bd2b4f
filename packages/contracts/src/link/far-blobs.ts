import type { BlobBytes, BlobState } from '@sotto/core';

/** The far end's blobs: enough of a relay for the clauses. Names are hex. */
export interface FarBlobs {
  readonly put: (name: string, offset: number, totalBytes: number, bytes: Uint8Array) => BlobState;
  readonly state: (name: string) => BlobState;
  readonly get: (name: string, offset: number, maxBytes: number) => BlobBytes | undefined;
}

/** Keeps blobs in memory; a part that does not begin where the last one ended changes nothing. */
export function farBlobs(): FarBlobs {
  const blobs = new Map<string, { bytes: Uint8Array; totalBytes: number }>();
  const state = (name: string): BlobState => {
    const blob = blobs.get(name);
    return blob
      ? { storedBytes: blob.bytes.length, complete: blob.bytes.length === blob.totalBytes }
      : { storedBytes: 0, complete: false };
  };
  return {
    state,
    put: (name, offset, totalBytes, bytes) => {
      const held = blobs.get(name)?.bytes ?? new Uint8Array();
      if (offset === held.length) {
        const grown = new Uint8Array(held.length + bytes.length);
        grown.set(held);
        grown.set(bytes, held.length);
        blobs.set(name, { bytes: grown, totalBytes });
      }
      return state(name);
    },
    get: (name, offset, maxBytes) => {
      const blob = blobs.get(name);
      return blob && blob.bytes.length === blob.totalBytes
        ? { bytes: blob.bytes.slice(offset, offset + maxBytes), totalBytes: blob.totalBytes }
        : undefined;
    },
  };
}
