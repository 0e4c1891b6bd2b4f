import { dirname, join } from 'node:path';
import type { LogFile, LogSource } from '@sotto/actlog';
import { tileSource } from '@sotto/actlog';
import { readFileIfThere } from '../files/read-file.ts';
import { makeFolder, replaceFile } from '../files/write-file.ts';

/** Where the files of the log are, which a relay serves (`--log`) and anybody may copy. */
export function logFolder(network: string): string {
  return join(network, 'log');
}

/** A log in a folder. Nothing of it is believed but what its signatures say. */
export function folderSource(folder: string): LogSource {
  return tileSource((path, maxBytes) => readFileIfThere(join(folder, path), maxBytes));
}

/**
 * Writes files in their order, each whole and on disk before the next: a reader, or a machine that comes back from a power cut,
 * finds the log of before until the checkpoint, which is the last, is there.
 */
export async function writeLogFiles(folder: string, files: readonly LogFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const file = join(folder, path);
    await makeFolder(dirname(file), 0o755);
    await replaceFile(file, bytes, 0o644);
  }
}
