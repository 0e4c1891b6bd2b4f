import type { ConversationDraft } from '../conversation/draft.ts';

/** Follows how many frames of others are missing in the conversation. */
export function noteMissing(draft: ConversationDraft, more: number): void {
  if (more === 0) return;
  draft.record = { ...draft.record, missing: Math.max(0, draft.record.missing + more) };
}
