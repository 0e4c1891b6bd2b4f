import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSottoError } from '@sotto/core';
import type { Vault } from '@sotto/handset';
import { cliError } from './error.ts';
import { reachServer } from './local/client.ts';
import { socketPath } from './local/socket-path.ts';
import { recordsPath } from './records-path.ts';

const pollMs = 100;
const patienceMs = 5_000;

/** Who holds the handset of a folder: this process now, or one that runs commands for others. */
export type Holder = { readonly vault: Vault } | { readonly socket: Socket };

/**
 * Reaches the process that serves the folder, or opens it. Waits a little for another command to end. `onWiped`: it was wiped from afar.
 * @throws HANDSET_BUSY, FOLDER_EMPTY
 */
export async function holdHandset(
  folder: string,
  signal: AbortSignal,
  onWiped: () => void,
): Promise<Holder> {
  requireHandset(folder);
  const path = socketPath(folder);
  return whenFree(signal, async () => {
    const socket = path === undefined ? undefined : await reachServer(path);
    return socket === undefined ? { vault: await openFolder(folder, onWiped) } : { socket };
  });
}

/** Opens the folder, which need not be there yet. @throws HANDSET_BUSY */
export function holdVault(folder: string, signal: AbortSignal): Promise<Vault> {
  return whenFree(signal, () => openFolder(folder, () => undefined));
}

/** @throws FOLDER_EMPTY */
export function requireHandset(folder: string): void {
  if (!existsSync(recordsPath(folder))) throw folderEmpty();
}

export function folderEmpty(): Error {
  return cliError(
    'FOLDER_EMPTY',
    'There is no handset in this folder. sotto init makes one; --data names another folder.',
  );
}

async function whenFree<T>(signal: AbortSignal, hold: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await hold();
    } catch (cause) {
      if (!isSottoError(cause, 'RECORDS_LOCKED')) throw cause;
      if (performance.now() > deadline) {
        const sentence =
          'Another program is using this handset: end it, or name another folder with --data.';
        throw cliError('HANDSET_BUSY', sentence, { cause, retryable: true });
      }
    }
    await sleep(pollMs);
  }
}

async function openFolder(folder: string, onWiped: () => void): Promise<Vault> {
  // Loaded only here: a command that another process runs for us starts in a fraction of the time.
  const { openRecords } = await import('./open-records.ts');
  return openRecords(folder, onWiped);
}
