import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, Message } from '@sotto/handset';
import { running } from './open-handset.ts';

/** The conversation on screen: what was read of its history, oldest first. */
export interface Chat {
  readonly id: ConversationId;
  readonly messages: readonly Message[];
  /** Where older messages begin; absent when all were read. */
  readonly before?: string;
  readonly loading: boolean;
}

export const chat: Signal<Chat | undefined> = signal(undefined);

const pageSize = 60;

export async function openChat(id: ConversationId): Promise<void> {
  chat.value = { id, messages: [], loading: true };
  const page = await running().history(id, { limit: pageSize });
  if (chat.value?.id !== id) return;
  chat.value = { id, loading: false, ...page };
  await seen();
}

export function closeChat(): void {
  chat.value = undefined;
}

export async function reloadChat(): Promise<void> {
  if (chat.value) await openChat(chat.value.id);
}

/** Reads the next older page in front of what is there. */
export async function loadOlder(): Promise<void> {
  const now = chat.value;
  if (!now || now.loading || now.before === undefined) return;
  chat.value = { ...now, loading: true };
  const page = await running().history(now.id, { before: now.before, limit: pageSize });
  const then = chat.value;
  if (then?.id !== now.id) return;
  const have = new Set(then.messages.map(({ id }) => id));
  const older = page.messages.filter(({ id }) => !have.has(id));
  chat.value = {
    id: then.id,
    messages: [...older, ...then.messages],
    loading: false,
    ...(page.before === undefined ? {} : { before: page.before }),
  };
}

/** Takes a new or changed message in, where its time puts it. */
export function onMessage(message: Message): void {
  const now = chat.value;
  if (now?.id !== message.conversation) return;
  const at = now.messages.findIndex(({ id }) => id === message.id);
  if (at >= 0) {
    chat.value = { ...now, messages: now.messages.with(at, message) };
    return;
  }
  const place = now.messages.findLastIndex((other) => other.sentAtMs <= message.sentAtMs) + 1;
  chat.value = { ...now, messages: now.messages.toSpliced(place, 0, message) };
  void seen();
}

/** Tells the handset that what is on screen was seen, when somebody can be looking. */
export async function seen(): Promise<void> {
  const now = chat.value;
  const last = now?.messages.findLast(({ mine }) => !mine);
  if (now && last && document.visibilityState === 'visible' && document.hasFocus()) {
    await running().markRead(now.id, last.id);
  }
}
