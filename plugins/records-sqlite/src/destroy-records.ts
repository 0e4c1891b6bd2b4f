import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { overwrite } from './overwrite.ts';
import { recordsError } from './sqlite-error.ts';
import type { SqliteRecordsOptions } from './sqlite-records.ts';
import { syncFolder } from './sync-folder.ts';

/** The file, and what SQLite may have beside it. */
const endings = ['', '-wal', '-shm', '-journal'];
const doomed = (name: string): string => `${name}.destroyed`;

/**
 * Overwrites and removes the file and its log without opening them as a database: damaged ones, of another version, and held by another
 * process too. None is no error. Cut off, it is gone on with when records are opened there next. @throws RECORDS_BROKEN
 */
export async function destroySqliteRecords({
  path: given,
}: Pick<SqliteRecordsOptions, 'path'>): Promise<void> {
  try {
    const path = resolve(given);
    const found = endings.map((ending) => path + ending).filter((name) => existsSync(name));
    if (found.length > 0) {
      for (const name of found) renameSync(name, doomed(name));
      syncFolder(dirname(path));
    }
    finishDestroying(path);
  } catch (error) {
    throw recordsError(error);
  }
}

/** Overwrites and removes what was doomed before; nothing when nothing was. */
export function finishDestroying(path: string): void {
  const left = endings.map((ending) => doomed(path + ending)).filter((name) => existsSync(name));
  if (left.length === 0) return;
  for (const name of left) {
    const descriptor = openSync(name, 'r+');
    try {
      overwrite(descriptor);
    } finally {
      closeSync(descriptor);
    }
    rmSync(name);
  }
  syncFolder(dirname(path));
}
