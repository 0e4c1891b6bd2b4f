import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Settings } from '@sotto/handset';

type LockSettings = Pick<
  Settings,
  'lockAfterSeconds' | 'lockHiddenAfterSeconds' | 'collectWhileLocked'
>;

/** How the open handset is to be locked: kept here because who locks cannot wait. */
export const lockSettings: Signal<LockSettings | undefined> = signal(undefined);

/** Envelopes that came since the lock. */
export const collected: Signal<number> = signal(0);
