import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Published vectors are not part of the repository: they are looked for in a folder beside it.
const folder = join(import.meta.dirname, '../../../../shared/vectors');

/** The parsed JSON file, or `undefined` after saying aloud that it is not there. */
export function publishedVectors(path: string): unknown {
  const file = join(folder, path);
  if (!existsSync(file)) {
    process.stderr.write(`no published vectors here: ${path} (looked in ${folder})\n`);
    return undefined;
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
