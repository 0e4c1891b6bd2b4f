import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Message } from '@sotto/handset';

/** Where on the page something was asked for, in pixels; absent when it was by keyboard on a narrow screen. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What somebody is doing with one message: its menu is open, or one of the questions behind it. */
export interface Acting {
  readonly what: 'menu' | 'reaction' | 'remove';
  readonly message: Message;
  readonly spot: Spot;
}

export const acting: Signal<Acting | undefined> = signal(undefined);

/** What the composer does besides writing something new. */
export interface Composing {
  readonly what: 'reply' | 'edit';
  readonly message: Message;
}

export const composing: Signal<Composing | undefined> = signal(undefined);

export function closeActing(): void {
  acting.value = undefined;
  composing.value = undefined;
}
