import { readFile, stat } from 'node:fs/promises';
import { cliError } from './error.ts';

const maxFileBytes = 50 * 1_048_576;

/** The bytes of a file that is to be a picture. @throws FILE_UNUSABLE */
export async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (facts.isFile() && facts.size <= maxFileBytes) return await readFile(path);
  } catch (cause) {
    throw cliError('FILE_UNUSABLE', 'The picture cannot be read: is the name right?', { cause });
  }
  throw cliError('FILE_UNUSABLE', 'A picture is a file of at most 50 MiB.');
}
