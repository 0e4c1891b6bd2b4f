import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { operatorError } from '../error.ts';

/**
 * Writes a file so that whoever reads it, now or after a crash, sees all of the old one or all of the new one. Resolves when it is
 * on disk.
 *
 * @throws OPERATOR_FILE
 */
export async function replaceFile(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  await written(path, bytes, mode, (draft) => rename(draft, path));
}

/** The same for a file that must not be there yet: a key or a proposal is never written over. @throws OPERATOR_FILE */
export async function createFile(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  await written(path, bytes, mode, async (draft) => {
    await link(draft, path);
    await rm(draft);
  });
}

/** Makes a folder, and those above it, so that they are on disk as well. @throws OPERATOR_FILE */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true, mode });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made))
      await syncFolder(dirname(made));
  } catch (error) {
    throw operatorError('OPERATOR_FILE', `Folder "${basename(path)}" cannot be made.`, error);
  }
}

async function written(
  path: string,
  bytes: Uint8Array,
  mode: number,
  finish: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    await writeDraft(draft, bytes, mode);
    await finish(draft);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    const isThere = (error as { code?: unknown }).code === 'EEXIST';
    const why = isThere ? 'is there already; nothing is written over' : 'cannot be written';
    throw operatorError('OPERATOR_FILE', `File "${basename(path)}" ${why}.`, error);
  }
}

async function writeDraft(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  // One that a killed process of the same number left.
  await rm(path, { force: true });
  await using file = await open(path, 'wx', mode);
  // Whatever the umask is: a secret is its owner's alone, and what is published is everybody's.
  await file.chmod(mode);
  await file.writeFile(bytes);
  await file.sync();
}

/** The name of a new file is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}
