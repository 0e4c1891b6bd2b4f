import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

export interface Toast {
  readonly text: string;
  readonly kind: 'note' | 'warning';
}

/** One short sentence at the edge of the screen, read out by screen readers. */
export const toast: Signal<Toast | undefined> = signal(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, kind: Toast['kind'] = 'note'): void {
  toast.value = { text, kind };
  clearTimeout(timer);
  // Long enough to read twice; warnings stay until they are put away.
  if (kind === 'note') timer = setTimeout(hush, 6_000);
}

export function hush(): void {
  toast.value = undefined;
}
