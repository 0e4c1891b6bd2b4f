import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { TamperedPart } from '@sotto/handset';

/** What was found to be changed from outside, until the person has acknowledged it. */
export const tampered: Signal<readonly TamperedPart[]> = signal([]);
