import type { ConversationId } from '@sotto/handset';
import { handset } from './open-handset.ts';

/** How long somebody pauses before what they typed is stored. */
const pauseMs = 800;

let waiting: { readonly id: ConversationId; readonly text: string } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what was typed and not sent, a moment after the last key. */
export function keepDraft(id: ConversationId, text: string): void {
  if (waiting && waiting.id !== id) void keepDraftNow();
  waiting = { id, text };
  clearTimeout(timer);
  timer = setTimeout(() => void keepDraftNow(), pauseMs);
}

/** Stores at once what waits: somebody leaves the conversation or locks the handset. */
export async function keepDraftNow(): Promise<void> {
  clearTimeout(timer);
  const draft = waiting;
  waiting = undefined;
  if (draft) await handset.value?.arrange(draft.id, { draft: draft.text });
}

/** What was typed has become a message, or was given up. */
export async function dropDraft(id: ConversationId): Promise<void> {
  waiting = { id, text: '' };
  await keepDraftNow();
}
