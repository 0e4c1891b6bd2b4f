import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ConversationId, Message, MessageId } from '@sotto/handset';
import { say } from './toast.ts';
import { t } from '../strings/language.ts';
import { acting, closeActing, composing } from './acting.ts';
import { running } from './open-handset.ts';
import { go, route } from './router.ts';

/** The conversation on screen: what was read of its history, oldest first. */
export interface Chat {
  readonly id: ConversationId;
  readonly messages: readonly Message[];
  /** Where older messages begin; absent when all were read. */
  readonly before?: string;
  readonly loading: boolean;
  /** A message is being looked for further up. */
  readonly looking?: boolean;
}

export const chat: Signal<Chat | undefined> = signal(undefined);

/** A message to bring into sight; a new object each time somebody asks. */
export const found: Signal<{ readonly key: MessageId } | undefined> = signal(undefined);

const pageSize = 60;
/** While a message is looked for: how much is read at a time, and how many times. */
const lookPageSize = 200;
const mostLookPages = 100;

export async function openChat(id: ConversationId): Promise<void> {
  chat.value = { id, messages: [], loading: true };
  found.value = undefined;
  const page = await running().history(id, { limit: pageSize });
  if (chat.value?.id !== id) return;
  chat.value = { id, loading: false, ...page };
  await seen();
}

export function closeChat(): void {
  chat.value = undefined;
  found.value = undefined;
  closeActing();
}

export async function reloadChat(): Promise<void> {
  if (chat.value) await openChat(chat.value.id);
}

let reading: Promise<void> | undefined;

/** Reads the next older page in front of what is there; when one is being read already, waits for that one. */
export async function loadOlder(limit: number = pageSize): Promise<void> {
  reading ??= readOlder(limit).finally(() => (reading = undefined));
  return reading;
}

async function readOlder(limit: number): Promise<void> {
  const now = chat.value;
  if (!now || now.loading || now.before === undefined) return;
  chat.value = { ...now, loading: true };
  const page = await running().history(now.id, { before: now.before, limit });
  const then = chat.value;
  if (then?.id !== now.id) return;
  const have = new Set(then.messages.map(({ id }) => id));
  const older = page.messages.filter(({ id }) => !have.has(id));
  const { before: _before, ...rest } = then;
  chat.value = {
    ...rest,
    messages: [...older, ...then.messages],
    loading: false,
    ...(page.before === undefined ? {} : { before: page.before }),
  };
}

/** Opens a conversation at one of its messages, however far up it is. */
export async function goToMessage(id: ConversationId, message: MessageId): Promise<void> {
  const there = route.value.at === 'chat' && route.value.id === id;
  if (!there) go({ at: 'chat', id });
  if (chat.value?.id !== id || chat.value.messages.length === 0) await openChat(id);
  for (let pages = 0; pages < mostLookPages; pages += 1) {
    const now = chat.value;
    if (now?.id !== id) return;
    if (now.messages.some((one) => one.id === message)) {
      chat.value = { ...now, looking: false };
      found.value = { key: message };
      return;
    }
    if (now.before === undefined) break;
    chat.value = { ...now, looking: true };
    await loadOlder(lookPageSize);
  }
  if (chat.value?.id === id) chat.value = { ...chat.value, looking: false };
  say(t('notFound'));
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

/** A message is gone from this handset. */
export function onErased(conversation: ConversationId, message: MessageId): void {
  const now = chat.value;
  if (now?.id !== conversation) return;
  chat.value = { ...now, messages: now.messages.filter(({ id }) => id !== message) };
  for (const about of [acting, composing])
    if (about.value?.message.id === message) about.value = undefined;
}

/** Tells the handset that what is on screen was seen, when somebody can be looking. */
export async function seen(): Promise<void> {
  const now = chat.value;
  const last = now?.messages.findLast(({ mine }) => !mine);
  if (now && last && document.visibilityState === 'visible' && document.hasFocus()) {
    await running().markRead(now.id, last.id);
  }
}
