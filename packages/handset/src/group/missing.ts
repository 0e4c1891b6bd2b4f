import type { ConversationDraft } from '../conversation/draft.ts';

/** Follows how many frames of others are missing in the conversation. Who is out of it waits for none. */
export function noteMissing(draft: ConversationDraft, more: number): void {
  const { state } = draft.record;
  if (more === 0 || state === 'left' || state === 'removed') return;
  draft.record = { ...draft.record, missing: Math.max(0, draft.record.missing + more) };
}
