import { createReadStream, existsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BackupSource, BackupTarget } from '@sotto/handset';
import { cliError } from '../error.ts';

/** A backup in a file. It is written beside its place, under a name that ends in `.part`, and takes that place when all of it is there. */
export function backupFile(path: string): BackupTarget {
  const part = `${path}.part`;
  return {
    name: path,
    isResumable: true,
    open: async (keepBytes) => {
      const file = await openPart(part, keepBytes);
      let at = keepBytes;
      return {
        write: async (bytes) => {
          for (let done = 0; done < bytes.length;) {
            const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at);
            done += bytesWritten;
            at += bytesWritten;
          }
          await file.datasync();
        },
        finish: async () => {
          await file.sync();
          await file.close();
          await rename(part, path);
          await syncFolder(dirname(path));
        },
        close: () => file.close(),
      };
    },
  };
}

/** The file as it is, or nothing when it is not there. */
export function readBackupFile(path: string): BackupSource | undefined {
  return existsSync(path) ? createReadStream(path) : undefined;
}

// Readable by its owner alone: it is sealed, and still nobody else's.
async function openPart(part: string, keepBytes: number): Promise<FileHandle> {
  const file = await open(part, keepBytes > 0 ? 'r+' : 'w', 0o600);
  if ((await file.stat()).size < keepBytes) {
    await file.close();
    throw cliError('CLI_USAGE', 'What was written of this backup is gone. Make it again.');
  }
  await file.truncate(keepBytes);
  return file;
}

/** The rename is durable when the folder is. Not every system can say so. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
