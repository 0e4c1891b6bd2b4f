import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

/** Counts up whenever the person's devices have changed. */
export const devicesChanged: Signal<number> = signal(0);
