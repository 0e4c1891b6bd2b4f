import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, HandsetEvent } from '@sotto/handset';

export type Transfer = Pick<
  Extract<HandsetEvent, { type: 'transfer' }>,
  'doneMessages' | 'totalMessages'
>;

/** Histories that another device gives and that are not whole yet, by conversation. */
export const transfers: Signal<ReadonlyMap<ConversationId, Transfer>> = signal(new Map());

export function noteTransfer(
  conversation: ConversationId,
  { doneMessages, totalMessages }: Transfer,
): void {
  const all = new Map(transfers.value);
  if (doneMessages < totalMessages) all.set(conversation, { doneMessages, totalMessages });
  else all.delete(conversation);
  transfers.value = all;
}

export function closeTransfers(): void {
  transfers.value = new Map();
}
