import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

export interface Toast {
  readonly text: string;
  readonly kind: 'note' | 'warning';
  /** Something that can be done about it as long as it is shown. */
  readonly action?: ToastAction;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** One short sentence at the edge of the screen, read out by screen readers. */
export const toast: Signal<Toast | undefined> = signal(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Long enough to read twice; warnings stay until they are put away. */
const noteMs = 6_000;

export function say(text: string, kind: Toast['kind'] = 'note', action?: ToastAction): void {
  toast.value = action === undefined ? { text, kind } : { text, kind, action };
  clearTimeout(timer);
  if (kind === 'note') timer = setTimeout(hush, noteMs);
}

export function hush(): void {
  toast.value = undefined;
}
