import type { BlobsErrorCode } from '@sotto/core';
import { isSottoError, SottoError } from '@sotto/core';

/** What the file system threw, as the point's error. */
export function blobsError(cause: unknown): SottoError<BlobsErrorCode> {
  if (isSottoError<BlobsErrorCode>(cause)) return cause;
  return new SottoError('BLOBS_UNAVAILABLE', 'The folder of blobs cannot be read or written.', {
    cause,
    retryable: true,
  });
}

/** The value of `promise`, or `undefined` when the file or folder is not there. */
export async function ifThere<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
