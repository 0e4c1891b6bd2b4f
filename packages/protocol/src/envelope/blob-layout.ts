import { protocolError } from '../error.ts';

/**
 * A sealed blob: chunks of 65,536 bytes of padded plaintext, the last one shorter or as long, each sealed with AES-256-GCM
 * and followed by its tag; nothing before, between or behind them. Associated data is empty. Chunk `i` has the nonce
 *
 *     prefix (7 bytes) ‖ i (4 bytes, big-endian) ‖ 1 for the last chunk, else 0
 *
 * (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, 2015, §7). So chunks cannot be dropped, swapped, repeated or cut off at the end, and any range can
 * be read alone. A key seals one blob.
 */
export const blobChunkBytes = 65_536;
export const blobTagBytes = 16;
export const blobNoncePrefixBytes = 7;
const sealedChunkBytes = blobChunkBytes + blobTagBytes;
const maxChunks = 2 ** 32;

/** Number of chunks; an empty blob has one empty chunk. Throws `BLOB_LAYOUT`. */
export function blobChunks(paddedBytes: number): number {
  const chunks = Math.max(1, Math.ceil(paddedBytes / blobChunkBytes));
  if (!Number.isSafeInteger(paddedBytes) || paddedBytes < 0 || chunks > maxChunks)
    throw impossible();
  return chunks;
}

/** Bytes of the sealed blob. Throws `BLOB_LAYOUT`. */
export function sealedBlobLength(paddedBytes: number): number {
  return paddedBytes + blobChunks(paddedBytes) * blobTagBytes;
}

/** Bytes of padded plaintext in a sealed blob. Throws `BLOB_LAYOUT` for a length that no blob has. */
export function openedBlobLength(sealedBytes: number): number {
  const paddedBytes = sealedBytes - Math.ceil(sealedBytes / sealedChunkBytes) * blobTagBytes;
  if (sealedBytes < blobTagBytes || sealedBlobLength(paddedBytes) !== sealedBytes)
    throw impossible();
  return paddedBytes;
}

/** Where a chunk is. Offsets are inclusive at the start, exclusive at the end. */
export interface BlobChunk {
  readonly index: number;
  readonly last: boolean;
  readonly plainStart: number;
  readonly plainEnd: number;
  readonly sealedStart: number;
  readonly sealedEnd: number;
}

/** Throws `BLOB_LAYOUT` when there is no such chunk. */
export function blobChunk(paddedBytes: number, index: number): BlobChunk {
  const chunks = blobChunks(paddedBytes);
  if (!Number.isInteger(index) || index < 0 || index >= chunks) throw impossible();
  const plainStart = index * blobChunkBytes;
  const plainEnd = Math.min(plainStart + blobChunkBytes, paddedBytes);
  const sealedStart = index * sealedChunkBytes;
  return {
    index,
    last: index === chunks - 1,
    plainStart,
    plainEnd,
    sealedStart,
    sealedEnd: sealedStart + plainEnd - plainStart + blobTagBytes,
  };
}

/** The chunks that hold plaintext `start` (inclusive) to `end` (exclusive), in order. Throws `BLOB_LAYOUT`. */
export function blobChunksFor(
  paddedBytes: number,
  start: number,
  end: number,
): readonly BlobChunk[] {
  if (
    !Number.isInteger(start) ||
    !Number.isInteger(end) ||
    start < 0 ||
    start >= end ||
    end > paddedBytes
  ) {
    throw impossible();
  }
  const first = Math.floor(start / blobChunkBytes);
  const count = Math.ceil(end / blobChunkBytes) - first;
  return Array.from({ length: count }, (_, offset) => blobChunk(paddedBytes, first + offset));
}

/** The 12-byte nonce of a chunk. Throws `BLOB_LAYOUT` when the prefix has not 7 bytes or the index not 32 bits. */
export function blobChunkNonce(prefix: Uint8Array, index: number, last: boolean): Uint8Array {
  if (
    prefix.length !== blobNoncePrefixBytes ||
    !Number.isInteger(index) ||
    index < 0 ||
    index >= maxChunks
  ) {
    throw impossible();
  }
  const nonce = new Uint8Array(blobNoncePrefixBytes + 5);
  nonce.set(prefix);
  new DataView(nonce.buffer).setUint32(blobNoncePrefixBytes, index);
  nonce[blobNoncePrefixBytes + 4] = last ? 1 : 0;
  return nonce;
}

function impossible(): Error {
  return protocolError('BLOB_LAYOUT', 'The blob cannot have this layout.');
}
