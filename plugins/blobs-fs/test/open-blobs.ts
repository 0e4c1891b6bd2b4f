import { createHash, randomBytes } from 'node:crypto';
import type { BlobId, Blobs, BlobStatus, Clock, Services } from '@sotto/core';
import { createPlugin } from '@sotto/core';
import { fsBlobs } from '@sotto/blobs-fs';

const machineClock: Clock = {
  now: () => Date.now(),
  sleep: () => Promise.reject(new Error('The blobs do not sleep.')),
};

export function openBlobs(folder: string, clock: Clock = machineClock): Promise<Blobs> {
  return createPlugin(fsBlobs({ folder }), { clock } as Services);
}

export function idOf(bytes: Uint8Array): BlobId {
  return new Uint8Array(createHash('sha256').update(bytes).digest()) as Uint8Array as BlobId;
}

export function randomBlob(length: number): { readonly id: BlobId; readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(randomBytes(length));
  return { id: idOf(bytes), bytes };
}

export function appendFrom(
  blobs: Blobs,
  bytes: Uint8Array,
  from: number,
  to: number = bytes.length,
): Promise<BlobStatus> {
  const part = {
    id: idOf(bytes),
    offset: from,
    totalBytes: bytes.length,
    bytes: bytes.subarray(from, to),
    ttlSeconds: 3600,
  };
  return blobs.append(part);
}

export async function readBlob(blobs: Blobs, id: BlobId): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await blobs.read(id, 0, 1e9)) ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}
