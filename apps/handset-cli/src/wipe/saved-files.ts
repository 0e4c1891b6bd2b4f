import { existsSync } from 'node:fs';
import { appendFile, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Pictures are saved where the person wants them: this list in the data folder knows where, so that a wipe finds them. */
const listName = 'saved-pictures';
const pieceBytes = 1_048_576;

/** To be called before the file is written: one that nobody knows of must not be. */
export async function noteSaved(folder: string, file: string): Promise<void> {
  await appendFile(join(folder, listName), `${JSON.stringify(file)}\n`, { mode: 0o600 });
}

/** Overwrites and removes every file that was saved, then the list. What somebody moved or removed is no error. */
export async function eraseSaved(folder: string): Promise<void> {
  const list = join(folder, listName);
  if (!existsSync(list)) return;
  const failures: unknown[] = [];
  for (const line of (await readFile(list, 'utf8')).split('\n')) {
    const file = fileIn(line);
    if (file === undefined || !existsSync(file)) continue;
    await overwriteAndRemove(file).catch((error: unknown) => void failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some saved pictures are left.');
  await overwriteAndRemove(list);
}

/** Of a line that was cut off, nothing: its file was not written yet. */
function fileIn(line: string): string | undefined {
  try {
    const file: unknown = JSON.parse(line);
    return typeof file === 'string' ? file : undefined;
  } catch {
    return undefined;
  }
}

async function overwriteAndRemove(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const zeros = new Uint8Array(pieceBytes);
    for (let at = 0; at < size; at += pieceBytes)
      await handle.write(zeros, 0, Math.min(pieceBytes, size - at), at);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
}
