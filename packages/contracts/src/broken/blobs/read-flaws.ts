import type { Blobs } from '@sotto/core';
import type { BlobsReadClauseId } from '../../blobs/read-clauses.ts';
import { readAll } from '../../blobs/samples.ts';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';

export const blobsReadFlaws: Flaws<BlobsReadClauseId, 'blobs'> = {
  'read-absent': piecesOf(async function* (pieces) {
    yield* pieces ?? [];
  }),
  'read-range': flawOf(({ read }) => ({ read: (id, start, end) => read(id, start, end + 1) })),
  // Fills up with zeros.
  'read-beyond': flawOf((good) => ({
    read: async (id, start, end) => {
      const bytes = await readAll(good, id, start, end);
      if (bytes === undefined) return undefined;
      const filled = new Uint8Array(Math.max(0, end - start));
      filled.set(bytes);
      return onePiece(filled);
    },
  })),
  'read-pieces': flawOf((good) => ({
    read: async (id, start, end) => {
      const bytes = await readAll(good, id, start, end);
      return bytes && onePiece(bytes);
    },
  })),
  // One buffer for all pieces.
  'read-owned': flawOf(({ read }) => ({
    read: async (id, start, end) => {
      const pieces = await read(id, start, end);
      const buffer = new Uint8Array(256 * 1024);
      return (
        pieces && {
          async *[Symbol.asyncIterator]() {
            for await (const piece of pieces) {
              buffer.set(piece);
              yield buffer.subarray(0, piece.length);
            }
          },
        }
      );
    },
  })),
  // A blob that is being read cannot be removed.
  'read-stop-early': flawOf(({ read, remove }) => {
    let readers = 0;
    return {
      remove: async (id) => readers === 0 && remove(id),
      read: async (id, start, end) => {
        const pieces = await read(id, start, end);
        if (pieces === undefined) return undefined;
        readers += 1;
        return {
          async *[Symbol.asyncIterator]() {
            yield* pieces;
            readers -= 1;
          },
        };
      },
    };
  }),
  // Looks at each piece whether it is still there, and just ends when it is not.
  'read-while-removed': flawOf((good) => ({
    read: async (id, start, end) => {
      const pieces = await good.read(id, start, end);
      return (
        pieces && {
          async *[Symbol.asyncIterator]() {
            for await (const piece of pieces) {
              if (!(await good.status(id)).complete) return;
              yield piece;
            }
          },
        }
      );
    },
  })),
  'remove-whole': flawOf(({ remove, status }) => ({
    remove: async (id) => ((await status(id)).complete ? true : remove(id)),
  })),
  'remove-unfinished': flawOf(({ remove, status }) => ({
    remove: async (id) => (await status(id)).complete && remove(id),
  })),
  'remove-absent': flawOf(({ remove }) => ({
    remove: async (id) => {
      await remove(id);
      return true;
    },
  })),
};

function piecesOf(
  change: (pieces: AsyncIterable<Uint8Array> | undefined) => AsyncIterable<Uint8Array>,
): Flaw<'blobs'> {
  return flawOf(({ read }: Blobs) => ({
    read: async (id, start, end) => change(await read(id, start, end)),
  }));
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
