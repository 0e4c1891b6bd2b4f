import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { syncFolder } from './sync-folder.ts';

const zeros = new Uint8Array(1024 * 1024);

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

function overwrite(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  for (let at = 0; at < size;) {
    at += writeSync(descriptor, zeros, 0, Math.min(zeros.length, size - at), at);
  }
  fsyncSync(descriptor);
}
