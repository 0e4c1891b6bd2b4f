import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFiles } from './log-files.ts';

/**
 * A log in a folder. A file that is replaced by renaming another onto it, as the operator's program does, is read whole, the one
 * or the other. A path that is a link is not there.
 */
export function logFolder(folder: string): LogFiles {
  return {
    read: async (path) => {
      const file = await openedFile(join(folder, path));
      if (file === undefined) return undefined;
      const stats = await file.stat();
      if (!stats.isFile()) {
        await file.close();
        return undefined;
      }
      const pieces = stats.size === 0 ? nothing() : piecesOf(file, stats.size);
      return { totalBytes: stats.size, pieces, release: () => file.close() };
    },
  };
}

/** `undefined` for what is not there. */
async function openedFile(path: string): Promise<FileHandle | undefined> {
  try {
    // Without waiting for somebody to write, should it be a pipe.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** As many bytes as there were when it was opened, also when more are added. */
function piecesOf(file: FileHandle, size: number): AsyncIterable<Uint8Array> {
  return file.createReadStream({ start: 0, end: size - 1, autoClose: false });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function isNotThere(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
