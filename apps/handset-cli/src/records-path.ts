import { join } from 'node:path';

/** The records file of a data folder. */
export function recordsPath(folder: string): string {
  return join(folder, 'handset.db');
}
