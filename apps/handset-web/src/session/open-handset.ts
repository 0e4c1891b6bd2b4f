import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Handset } from '@sotto/handset';

/** The handset while it is unlocked. */
export const handset: Signal<Handset | undefined> = signal(undefined);

/** The running handset; screens behind the lock may rely on it. */
export function running(): Handset {
  const open = handset.value;
  if (!open) throw new TypeError('The handset is locked.');
  return open;
}
