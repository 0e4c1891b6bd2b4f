import { existsSync } from 'node:fs';
import { isSottoError } from '@sotto/core';
import { wipeUnopened } from '@sotto/handset';
import { destroySqliteRecords } from '@sotto/records-sqlite';
import { folderEmpty, holdVault } from '../holder.ts';
import { reachServer, runThere } from '../local/client.ts';
import { socketPath } from '../local/socket-path.ts';
import { recordsPath } from '../records-path.ts';
import { eraseBeside } from './beside.ts';

/** A program that has not wiped the handset by then is passed over. */
const patienceMs = 10_000;

/**
 * Wipes the handset of a folder: in the process that holds it, else here, and then its files, so that not even an empty store is left. What
 * cannot be opened, or is held by a program that does not answer, is taken away as files. Gives whether such a program goes on running.
 * @throws FOLDER_EMPTY, WIPE_INCOMPLETE, RECORDS_BROKEN when the files cannot be removed
 */
export async function wipeFolder(folder: string, signal: AbortSignal): Promise<boolean> {
  const path = recordsPath(folder);
  if (!existsSync(folder)) throw folderEmpty();
  await wipeThere(folder, signal);
  let isHeld = false;
  try {
    const vault = await holdVault(folder, signal);
    try {
      await vault.wipe();
    } finally {
      await vault.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!isSottoError(error)) throw error;
    // Whatever it was, what follows does not need it; and what is left beside the store is told there.
    isHeld = isSottoError(error, 'HANDSET_BUSY');
  }
  await wipeUnopened({ destroy: () => destroySqliteRecords({ path }), erase: eraseBeside(folder) });
  return isHeld;
}

/** Has the process wipe the handset that holds it, if there is one. */
async function wipeThere(folder: string, signal: AbortSignal): Promise<void> {
  const path = socketPath(folder);
  const socket = path === undefined ? undefined : await reachServer(path);
  if (socket === undefined) return;
  const request = { command: 'wipe', arguments: [], options: { now: true } } as const;
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    await runThere(socket, request, async () => {}, late);
  } catch (error) {
    signal.throwIfAborted();
    // It hangs, or ended: it is wiped from here.
    if (!isSottoError(error) && !late.aborted) throw error;
  } finally {
    socket.destroy();
  }
}
