import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Plugin, Records, RecordsErrorCode } from '@sotto/core';
import {
  createRecordQueue,
  definePlugin,
  isSottoError,
  recordPages,
  SottoError,
  takeRecordChanges,
  takeRecordKey,
} from '@sotto/core';
import { destroyFile } from './destroy-file.ts';
import { finishDestroying } from './destroy-records.ts';
import { createLogScrubber } from './log-scrubber.ts';
import { openDatabase } from './open-database.ts';
import { createRecordTable } from './record-table.ts';
import { recordsError } from './sqlite-error.ts';

export interface SqliteRecordsOptions {
  /** The file. Its folder is made when there is none. Beside it lies `<path>-wal` while it is open or after a crash. */
  readonly path: string;
  /**
   * The most bytes the file may have; a write past it rejects with `RECORDS_FULL`. Beside it, the log may take some
   * megabytes more. Default: what the disk has.
   */
  readonly maxBytes?: number;
}

/**
 * Records in one SQLite file (`node:sqlite`), written through to the medium, with one opener at a time in all
 * processes of the machine. File mode 0600; folders made for it 0700.
 *
 * `create` rejects with RECORDS_LOCKED (another opener, retryable), RECORDS_BROKEN (the file is something else, was made by another
 * version, or cannot be used) or RECORDS_FULL.
 */
export function sqliteRecords(options: SqliteRecordsOptions): Plugin<'records', 'clock'> {
  // Absolute, so that neither `:memory:` nor `file:` means something else, and changing the folder later nothing.
  const path = resolve(options.path);
  return definePlugin({
    id: 'records-sqlite',
    point: 'records',
    contract: 1,
    needs: ['clock'],
    create: async ({ clock }) => {
      attempt(() => finishDestroying(path));
      const open = (): DatabaseSync => attempt(() => openDatabase(path, options.maxBytes));
      return sqliteStore(open, path, clock);
    },
  });
}

function sqliteStore(open: () => DatabaseSync, path: string, clock: Clock): Records {
  let database = open();
  let table = createRecordTable(database);
  const queue = createRecordQueue((changes) => {
    attempt(() => table.apply(changes));
    scrubber.written();
  }, nextTurn);
  const scrubber = createLogScrubber(tidy, clock);

  /** Others get their turn between the pieces; the log is cut off last, with what the shrinking put there. */
  async function tidy(): Promise<void> {
    let isMore = true;
    while (isMore && closing === undefined)
      await queue.alone(() => {
        isMore = attempt(() => table.shrink());
      });
    await queue.alone(() => attempt(() => table.scrub()));
  }

  let closing: Promise<void> | undefined;

  function stayOpen(): void {
    if (closing !== undefined)
      throw new SottoError<RecordsErrorCode>('RECORDS_CLOSED', 'The records are closed.');
  }

  function wipe(): void {
    try {
      table.wipe();
    } catch {
      // Damaged, or no room even to remove. Whatever it was, this needs neither a whole file nor room; or fails, and tells.
      destroyFile(database, path);
      database = open();
      table = createRecordTable(database);
    }
  }

  async function release(): Promise<void> {
    await scrubber.stop();
    try {
      await queue.alone(() => attempt(() => table.scrub()));
    } catch (error) {
      // On a full disk the log stays beside the file. Nothing is lost: it is read when the file is opened again.
      if (!isSottoError(error, 'RECORDS_FULL')) throw error;
    } finally {
      if (database.isOpen) database.close();
    }
  }

  return {
    get: async (key) => {
      stayOpen();
      return attempt(() => table.get(takeRecordKey(key)));
    },
    range: (range) => {
      let first = true;
      return recordPages(range, async (left) => {
        // Lets writes, and everything else, have their turn between pages.
        if (!first) await nextTurn();
        first = false;
        stayOpen();
        return attempt(() => table.page(left));
      });
    },
    write: async (changes) => {
      stayOpen();
      await queue.add(takeRecordChanges(changes));
    },
    wipe: async () => {
      stayOpen();
      await queue.alone(() => attempt(wipe));
    },
    usedBytes: async () => {
      stayOpen();
      return attempt(() => fileBytes(path) + fileBytes(`${path}-wal`));
    },
    close: () => (closing ??= release()),
  };
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** @throws what `step` throws, as the point's error */
function attempt<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw recordsError(error);
  }
}
