import type { RelayUrl } from '@sotto/core';
import type { Handset, VaultOptions } from './api.ts';
import { openVault } from './open-vault.ts';

export interface OpenHandsetOptions extends VaultOptions {
  /** Where a new handset's mailboxes are; an existing one keeps its own. */
  readonly relay: RelayUrl | string;
  readonly passphrase: string;
  readonly credit?: Uint8Array;
  readonly suggestedName?: string;
  /** Of a new handset: see `CreateOptions`. */
  readonly charterHash?: string;
}

/** A handset together with its store, for a program that has just one. */
export interface OpenedHandset extends Handset {
  /** Locks the handset and releases the store. */
  readonly close: () => Promise<void>;
}

/**
 * The handset of a store: made when the store is empty, unlocked when there is one.
 * @throws what `openVault`, `Vault.create` and `Vault.unlock` throw; then the store is released
 */
export async function openHandset(options: OpenHandsetOptions): Promise<OpenedHandset> {
  const { relay, passphrase, credit, suggestedName, charterHash, ...vaultOptions } = options;
  const vault = await openVault(vaultOptions);
  try {
    const handset =
      vault.state === 'empty'
        ? await vault.create({
            relay: relay as RelayUrl,
            passphrase,
            ...(credit === undefined ? {} : { credit }),
            ...(suggestedName === undefined ? {} : { suggestedName }),
            ...(charterHash === undefined ? {} : { charterHash }),
          })
        : await vault.unlock({ passphrase });
    return { ...handset, close: vault.close };
  } catch (error) {
    await vault.close();
    throw error;
  }
}
