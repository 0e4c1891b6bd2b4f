import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Vault } from '@sotto/handset';

/** The vault of this window, once its store is open. */
export const vault: Signal<Vault | undefined> = signal(undefined);

export function held(): Vault {
  if (!vault.value) throw new TypeError('The vault is not open.');
  return vault.value;
}
