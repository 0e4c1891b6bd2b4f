import type { FileHandle } from 'node:fs/promises';
import type { BlobsErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { blobsError } from './fs-error.ts';

const pieceBytes = 256 * 1024;

/**
 * Bytes `start` to `end` of a file, in fresh pieces of at most 256 KiB. Opens it at the first piece and closes it after the last, or
 * when the caller stops.
 *
 * @throws BLOBS_UNAVAILABLE when it cannot be opened or ends before `end`
 */
export async function* filePieces(
  open: () => Promise<FileHandle>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open();
    for (let at = start; at < end;) {
      const piece = new Uint8Array(Math.min(pieceBytes, end - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) {
        throw new SottoError<BlobsErrorCode>('BLOBS_UNAVAILABLE', 'A stored blob is cut off.', {
          retryable: true,
        });
      }
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } catch (error) {
    throw blobsError(error);
  } finally {
    await handle?.close();
  }
}
