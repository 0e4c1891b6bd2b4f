import { closeSync, existsSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { overwrite } from './overwrite.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Takes the file away whatever state it and the disk are in, and closes the database. Unlinking is the one step: after it
 * the records are gone, also for whoever starts after a crash (SQLite drops a log whose file is new). What follows needs no
 * room: the bytes are overwritten where they lie.
 */
export function destroyFile(database: DatabaseSync, path: string): void {
  const log = `${path}-wal`;
  const descriptors = [path, log]
    .filter((name) => existsSync(name))
    .map((name) => openSync(name, 'r+'));
  try {
    unlinkSync(path);
    syncFolder(dirname(path));
    rmSync(log, { force: true });
    database.close();
    for (const descriptor of descriptors) overwrite(descriptor);
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
