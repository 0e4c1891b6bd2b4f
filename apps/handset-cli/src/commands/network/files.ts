import { readFile, stat, writeFile } from 'node:fs/promises';
import { cliError } from '../../error.ts';

/** More than any log may have. */
const maxLogFileBytes = 48 * 1_048_576;

/** @throws FILE_UNUSABLE */
export async function readLogFile(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (facts.isFile() && facts.size <= maxLogFileBytes) return await readFile(path);
  } catch (cause) {
    throw cliError('FILE_UNUSABLE', 'The file cannot be read: is the name right?', { cause });
  }
  throw cliError('FILE_UNUSABLE', 'A log is a file of at most 48 MiB.');
}

/** Over nothing that is there. @throws FILE_UNUSABLE */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (cause) {
    const sentence = 'The file cannot be written: is the name right, and not taken already?';
    throw cliError('FILE_UNUSABLE', sentence, { cause });
  }
}
