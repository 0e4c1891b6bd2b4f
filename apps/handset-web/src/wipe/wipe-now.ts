import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError } from '@sotto/core';
import type { Vault } from '@sotto/handset';
import { wipeUnopened } from '@sotto/handset';
import { destroyIndexeddbRecords } from '@sotto/records-indexeddb';
import { eraseBrowser } from './erase-browser.ts';

/** Asks before anything is wiped. */
export const asking: Signal<boolean> = signal(false);
/** Of the last wipe: why something was left, or empty. */
export const leftCode: Signal<string> = signal('');

/** Other windows of this browser that hold the same handset wipe it, as it is open in one of them at most. */
const windows = new BroadcastChannel('sotto wipe');

export function hearOfWipes(store: string, wiped: () => void): void {
  windows.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === store) wiped();
  };
}

/**
 * Wipes by the vault when it is open here. One that another window holds, or that does not open, is deleted by the browser; so is one whose
 * wipe failed.
 */
export async function wipeStore(vault: Vault | undefined, store: string): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no target: it stays within the origin
  windows.postMessage(store);
  leftCode.value = '';
  try {
    if (vault === undefined) await deleteStore(store);
    else await vault.wipe().catch((error: unknown) => deleteUnlessWiped(error, store));
  } catch (error) {
    if (!isSottoError(error)) throw error;
    leftCode.value = error.code;
  }
}

async function deleteUnlessWiped(error: unknown, store: string): Promise<void> {
  if (isSottoError(error, 'WIPE_INCOMPLETE')) throw error;
  await deleteStore(store);
}

function deleteStore(name: string): Promise<void> {
  const erase = eraseBrowser(name);
  return wipeUnopened({ destroy: () => destroyIndexeddbRecords({ name }), erase });
}
