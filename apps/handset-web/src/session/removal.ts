import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { isSottoError } from '@sotto/core';
import type { Handset, Message, MessageId } from '@sotto/handset';
import { t, tError } from '../strings/language.ts';
import { running } from './open-handset.ts';
import { hush, say } from './toast.ts';

/** Messages that are out of sight and will be deleted in a moment, unless somebody takes it back. */
export const leaving: Signal<ReadonlySet<MessageId>> = signal(new Set());

/** How long a deletion can be taken back. */
const undoMs = 5_000;

interface Removal {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly run: () => Promise<void>;
}

const removals = new Map<MessageId, Removal>();

/** Hides a message at once and deletes it when nobody takes that back. */
export function removeSoon(message: Message, whose: 'me' | 'everyone'): void {
  const { id } = message;
  const open = running();
  const run = async (): Promise<void> => remove(open, message, whose);
  removals.set(id, { run, timer: setTimeout(() => void run(), undoMs) });
  leaving.value = new Set(leaving.value).add(id);
  say(t('removed'), 'note', { label: t('undo'), run: () => takeBack(id) });
}

/** Deletes at once what waits for it: the handset is about to be locked, or the page to go. */
export async function removeNow(): Promise<void> {
  await Promise.all([...removals.values()].map(({ run }) => run()));
}

function takeBack(id: MessageId): void {
  clearTimeout(removals.get(id)?.timer);
  removals.delete(id);
  show(id);
  hush();
}

async function remove(
  open: Handset,
  { id, conversation }: Message,
  whose: 'me' | 'everyone',
): Promise<void> {
  clearTimeout(removals.get(id)?.timer);
  if (!removals.delete(id)) return;
  try {
    await open.remove(conversation, id, whose);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    say(tError(error.code), 'warning');
  }
  show(id);
}

function show(id: MessageId): void {
  const next = new Set(leaving.value);
  next.delete(id);
  leaving.value = next;
}
