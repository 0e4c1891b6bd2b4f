import type { Signal } from '@preact/signals';
import { signal } from '@preact/signals';

/** Counts up when backups were made, tried or forgotten. */
export const backupsChanged: Signal<number> = signal(0);
