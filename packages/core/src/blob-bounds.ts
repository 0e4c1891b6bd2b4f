import { SottoError } from './error.ts';
import type { BlobId } from './ids.ts';
import type { BlobsErrorCode, StoredPart } from './points/blobs.ts';

// Sizes up to 1 PB and times of 31 million years: what is larger is a mistake, and sums of these stay exact.
const maxNumber = 1e15;

/** For implementations of the `blobs` point. @throws BLOBS_BOUNDS */
export function checkBlobPart({ id, offset, totalBytes, bytes, ttlSeconds }: StoredPart): void {
  checkBlobId(id);
  checkBlobNumbers(offset, totalBytes, ttlSeconds);
  if (!(bytes instanceof Uint8Array)) fail('The bytes of a part are missing.');
}

/** @throws BLOBS_BOUNDS */
export function checkBlobId(id: BlobId): void {
  if (!(id instanceof Uint8Array) || id.length !== 32) fail('A blob id has 32 bytes.');
}

/** @throws BLOBS_BOUNDS */
export function checkBlobNumbers(...numbers: readonly number[]): void {
  for (const number of numbers) {
    if (!Number.isInteger(number) || number < 0 || number > maxNumber) {
      fail('An offset, size or time of a blob is a whole number from 0.');
    }
  }
}

function fail(message: string): never {
  throw new SottoError<BlobsErrorCode>('BLOBS_BOUNDS', message);
}
