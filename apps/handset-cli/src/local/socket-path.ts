import { join } from 'node:path';

// sun_path of the smallest system that we run on, less its final zero.
const maxPathBytes = 103;

/** Where `sotto watch` listens for other commands; `undefined` when the folder's path is too long for a socket. */
export function socketPath(folder: string): string | undefined {
  const path = join(folder, 'handset.sock');
  return Buffer.byteLength(path) > maxPathBytes ? undefined : path;
}
