import type { BlobId, Blobs, BlobStatus } from '@sotto/core';
import { ensure, ensureEqual } from '../ensure.ts';

/** Bytes and the id that they have. */
export interface BlobSample {
  readonly id: BlobId;
  readonly bytes: Uint8Array;
}

/** `length` bytes that look random, different for each `seed` and the same in every run. */
export async function blobSample(length: number, seed: number = 1): Promise<BlobSample> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return { id: await idOf(bytes), bytes };
}

export async function idOf(bytes: Uint8Array): Promise<BlobId> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return new Uint8Array(digest) as Uint8Array as BlobId;
}

/** Appends bytes `from` to `to` of a sample, to live for an hour. */
export function appendPart(
  blobs: Blobs,
  { id, bytes }: BlobSample,
  from: number = 0,
  to: number = bytes.length,
  ttlSeconds: number = 3600,
): Promise<BlobStatus> {
  return blobs.append({
    id,
    offset: from,
    totalBytes: bytes.length,
    bytes: bytes.slice(from, to),
    ttlSeconds,
  });
}

export async function readAll(
  blobs: Blobs,
  id: BlobId,
  start: number = 0,
  end: number = 1e9,
): Promise<Uint8Array | undefined> {
  const pieces = await blobs.read(id, start, end);
  return pieces && joinPieces(pieces);
}

export async function joinPieces(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  for await (const piece of pieces) list.push(piece);
  const joined = new Uint8Array(list.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of list) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

export function ensureStatus(status: BlobStatus, expected: BlobStatus, what: string): void {
  ensureEqual(statusText(status), statusText(expected), what);
}

export const nothingStored: BlobStatus = {
  storedBytes: 0,
  totalBytes: 0,
  complete: false,
  mismatch: false,
};

export function unfinished(storedBytes: number, totalBytes: number): BlobStatus {
  return { storedBytes, totalBytes, complete: false, mismatch: false };
}

export function complete(totalBytes: number): BlobStatus {
  return { storedBytes: totalBytes, totalBytes, complete: true, mismatch: false };
}

/** A store that tells what it says for a sample, and gives nothing to read until it is whole. */
export async function ensureAbsent(blobs: Blobs, id: BlobId, what: string): Promise<void> {
  ensureStatus(await blobs.status(id), nothingStored, what);
  ensure((await blobs.read(id, 0, 1)) === undefined, `${what}: there is something to read`);
}

function statusText({ storedBytes, totalBytes, complete, mismatch }: BlobStatus): string {
  return `${storedBytes} of ${totalBytes}${complete ? ', complete' : ''}${mismatch ? ', mismatch' : ''}`;
}
