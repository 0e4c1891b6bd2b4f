import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowawayStore } from '@sotto/handset';
import { destroySqliteRecords, sqliteRecords } from '@sotto/records-sqlite';

const endings = ['', '-wal', '-shm', '-journal'];

/** A second records file in the same folder, on which the wipe is tested. */
export function canaryIn(folder: string): ThrowawayStore {
  const path = join(folder, 'canary.db');
  return {
    plugin: () => sqliteRecords({ path }),
    search: async (wanted) => {
      const files = endings.map((ending) => path + ending).filter((name) => existsSync(name));
      const bytes = Buffer.concat(files.map((name) => readFileSync(name)));
      return wanted.filter((each) => bytes.includes(each)).length;
    },
    remove: () => destroySqliteRecords({ path }),
  };
}
