import type { BlobId, Crypto } from '@sotto/core';
import {
  blobChunk,
  blobChunkNonce,
  blobChunks,
  blobNoncePrefixBytes,
  openedBlobLength,
  paddedBlobLength,
  sealedBlobLength,
} from '@sotto/protocol';

export interface SealedBlob {
  readonly id: BlobId;
  readonly key: Uint8Array;
  readonly noncePrefix: Uint8Array;
  readonly sealed: Uint8Array;
}

const none = new Uint8Array(0);

/** Pads and seals bytes under a fresh key, chunk by chunk. @throws BLOB_LAYOUT when they are too many */
export async function sealBlob(crypto: Crypto, bytes: Uint8Array): Promise<SealedBlob> {
  const paddedBytes = paddedBlobLength(bytes.length);
  const padded = new Uint8Array(paddedBytes);
  padded.set(bytes);
  const key = crypto.random(32);
  const noncePrefix = crypto.random(blobNoncePrefixBytes);
  const sealed = new Uint8Array(sealedBlobLength(paddedBytes));
  for (let index = 0; index < blobChunks(paddedBytes); index++) {
    const chunk = blobChunk(paddedBytes, index);
    const data = padded.subarray(chunk.plainStart, chunk.plainEnd);
    const nonce = blobChunkNonce(noncePrefix, index, chunk.last);
    sealed.set(
      await crypto.aeadSeal('AES-256-GCM', { key, nonce, associatedData: none, data }),
      chunk.sealedStart,
    );
  }
  return { id: (await crypto.hash('SHA-256', sealed)) as BlobId, key, noncePrefix, sealed };
}

/** The `plainBytes` that were sealed, or `undefined` when key, layout or padding are not what they should be. */
export async function openBlob(
  crypto: Crypto,
  { key, noncePrefix, sealed }: Omit<SealedBlob, 'id'>,
  plainBytes: number,
): Promise<Uint8Array | undefined> {
  if (sealed.length !== sealedBlobLength(paddedBlobLength(plainBytes))) return undefined;
  const paddedBytes = openedBlobLength(sealed.length);
  const padded = new Uint8Array(paddedBytes);
  for (let index = 0; index < blobChunks(paddedBytes); index++) {
    const chunk = blobChunk(paddedBytes, index);
    const data = sealed.subarray(chunk.sealedStart, chunk.sealedEnd);
    const nonce = blobChunkNonce(noncePrefix, index, chunk.last);
    const opened = await crypto.aeadOpen('AES-256-GCM', { key, nonce, associatedData: none, data });
    if (opened === undefined) return undefined;
    padded.set(opened, chunk.plainStart);
  }
  return padded.subarray(plainBytes).some((byte) => byte !== 0)
    ? undefined
    : padded.slice(0, plainBytes);
}
