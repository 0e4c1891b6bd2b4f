import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Published vectors are not part of the repository: they are looked for in a folder beside it. */
export const vectorsFolder: string = join(import.meta.dirname, '../../../../shared/vectors');

/** The parsed JSON file, or `undefined` after saying aloud that it is not there. */
export function publishedVectors(path: string): unknown {
  const file = join(vectorsFolder, path);
  if (!existsSync(file)) {
    process.stderr.write(`no published vectors here: ${path} (looked in ${vectorsFolder})\n`);
    return undefined;
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
