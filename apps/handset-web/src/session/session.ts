import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import { webCrypto } from '@sotto/crypto-web';
import type { Handset, UnlockOptions, Vault, WipeTest } from '@sotto/handset';
import { openVault } from '@sotto/handset';
import { websocketLink } from '@sotto/link-websocket';
import { canvasPictures } from '@sotto/pictures-canvas';
import { destroyIndexeddbRecords, indexeddbRecords } from '@sotto/records-indexeddb';
import { collected, lockSettings } from '../lock/lock-settings.ts';
import { chosenLanguage, loadLanguage } from '../strings/language.ts';
import { closeChats, openChats } from './chats.ts';
import { keepDraftNow } from './drafts.ts';
import { held, vault } from './held-vault.ts';
import { kindPlugins } from './kinds.ts';
import { handset } from './open-handset.ts';
import { unlock } from './passphrases.ts';
import type { Waiting } from './passphrases.ts';
import { profileNumber, profileStore } from './profile.ts';
import { invitedTo, pendingRelayInvite } from './relay-invite.ts';
import { removeNow } from './removal.ts';
import { hush } from './toast.ts';
import { canaryName, eraseBrowser } from '../wipe/erase-browser.ts';
import { asking, hearOfWipes, wipeStore } from '../wipe/wipe-now.ts';

/** What the window shows: one of these at a time. */
export type Phase =
  | 'opening'
  | 'occupied'
  | 'broken'
  | 'empty'
  | 'locked'
  | 'open'
  | 'wiping'
  | 'wiped';

export const phase: Signal<Phase> = signal('opening');
/** Why the store could not be opened, when `broken`. */
export const brokenCode: Signal<string> = signal('');

/** Name of the store of this window’s handset. */
const store = profileStore(profileNumber());

/** The relay that serves this page is the one where this handset's mailboxes are. */
const homeRelay = location.origin as RelayUrl;

export async function openSession(): Promise<void> {
  phase.value = 'opening';
  hearOfWipes(store, () => void wipeHandset());
  try {
    const found = await openVault({
      plugins: [
        webCrypto(),
        indexeddbRecords({ name: store }),
        websocketLink(),
        canvasPictures(),
        ...kindPlugins(),
      ],
      erase: eraseBrowser(store),
      onWiped: () => void wipeHandset(),
      throwaway: {
        plugin: () => indexeddbRecords({ name: canaryName(store) }),
        remove: () => destroyIndexeddbRecords({ name: canaryName(store) }),
      },
    });
    vault.value = found;
    phase.value = found.state === 'empty' ? 'empty' : 'locked';
  } catch (error) {
    brokenCode.value = isSottoError(error) ? error.code : 'UNKNOWN';
    phase.value = isSottoError(error, 'RECORDS_LOCKED') ? 'occupied' : 'broken';
  }
}

/** @throws what `Vault.create` throws; RELAY_INVITE_MALFORMED */
export async function createHandset(passphrase: string, suggestedName: string): Promise<void> {
  await opened(
    await held().create({ passphrase, suggestedName, relay: homeRelay, ...invitedTo() }),
  );
  pendingRelayInvite.value = undefined;
  // Asks the browser not to delete this handset when space is short; Settings tells when it refuses.
  await navigator.storage?.persist?.();
}

export interface BecomeOptions {
  readonly passphrase: string;
  readonly name: string;
  readonly onCode: (code: string) => void;
  readonly signal: AbortSignal;
}

/** Becomes another device of somebody who is shown the code on theirs. @throws what `Vault.link` throws */
export async function becomeDevice(options: BecomeOptions): Promise<void> {
  // Which network it belongs to, this device hears from the others.
  const { charterHash: _, ...invited } = invitedTo();
  await opened(await held().link({ ...options, relay: homeRelay, ...invited }));
  pendingRelayInvite.value = undefined;
  await navigator.storage?.persist?.();
}

/** Comes back from a backup, as `run` has it. @throws what `Vault.restore` and `Vault.recover` throw */
export async function comeBack(run: (empty: Vault) => Promise<Handset>): Promise<void> {
  await opened(await run(held()));
  await navigator.storage?.persist?.();
}

/** @throws what `Vault.unlock` throws */
export async function unlockHandset(passphrase: string, waiting: Waiting): Promise<void> {
  await opened(await orWiped(() => unlock(passphrase, waiting)));
}

/** Opens the cover in place of the handset. @throws what `Vault.visitCover` throws */
export async function visitCover(given: UnlockOptions): Promise<void> {
  const cover = await withKeys((keys) => keys.visitCover(given));
  closeChats();
  await opened(cover);
}

/** Runs a command that takes a passphrase. When the handset is closed after it, so is what the window shows. */
export async function withKeys<T>(command: (keys: Vault) => Promise<T>): Promise<T> {
  try {
    return await orWiped(() => command(held()));
  } finally {
    if (phase.value === 'open' && held().state === 'locked') await lockHandset();
  }
}

async function orWiped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSottoError(error, 'VAULT_WIPED')) {
      handset.value = undefined;
      closeChats();
      phase.value = 'wiped';
    }
    throw error;
  }
}

export async function lockHandset(): Promise<void> {
  const open = handset.value;
  // Neither is waited for before the screen is empty, and neither may keep the handset open.
  const last = Promise.allSettled([keepDraftNow(), removeNow()]);
  const collect = lockSettings.value?.collectWhileLocked ?? false;
  handset.value = undefined;
  lockSettings.value = undefined;
  collected.value = 0;
  phase.value = 'locked';
  hush();
  closeChats();
  await last;
  // A browser keeps the last text that matched a pattern (`RegExp.input`).
  ''.startsWith('');
  await open?.lock({ collect, onCollected: (envelopes) => (collected.value = envelopes) });
}

/** Nothing is asked, and nothing is waited for before the screen is empty. */
export async function wipeHandset(): Promise<void> {
  if (phase.value === 'wiping' || phase.value === 'wiped') return;
  asking.value = false;
  phase.value = 'wiping';
  handset.value = undefined;
  hush();
  closeChats();
  try {
    await wipeStore(vault.value, store);
  } finally {
    vault.value = undefined;
    phase.value = 'wiped';
  }
}

export function testWipe(): Promise<WipeTest> {
  return held().testWipe();
}

async function opened(open: Handset): Promise<void> {
  const settings = await open.settings();
  lockSettings.value = settings;
  collected.value = 0;
  chosenLanguage.value = settings.language;
  await loadLanguage();
  await openChats(open);
  handset.value = open;
  phase.value = 'open';
}
