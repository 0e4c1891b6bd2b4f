import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { operatorError } from '../error.ts';
import { makeFolder } from '../files/write-file.ts';

/**
 * Holds the folder for this process alone, so that two of them never sign at one time. The lock is the operating system's: whoever is
 * killed leaves none.
 *
 * @throws OPERATOR_BUSY
 */
export async function whileHolding<T>(network: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(network);
  const database = new DatabaseSync(join(network, 'lock.db'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw operatorError('OPERATOR_BUSY', 'Another process is publishing from this folder.', cause);
  }
  try {
    return await work();
  } finally {
    database.close();
  }
}
