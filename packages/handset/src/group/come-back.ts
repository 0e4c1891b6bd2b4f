import type { ConversationDraft } from '../conversation/draft.ts';
import { hasSiblings } from '../devices/siblings.ts';
import type { Engine } from '../engine.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';

/** Whether a conversation whose ratchets may have been used before comes back as a new leaf. Notes of one device have nobody else in them. */
export function hasToComeBack(
  engine: Pick<Engine, 'chains' | 'self'>,
  { state, kind }: ConversationRecord,
): boolean {
  return state === 'active' && (kind !== 'notes' || hasSiblings(engine));
}

/** Marks a conversation to come back as a new leaf: until it has, none of its ratchets is used. */
export async function markToComeBack(
  engine: Pick<Engine, 'chains' | 'self'>,
  draft: Pick<ConversationDraft, 'record'>,
): Promise<void> {
  if (hasToComeBack(engine, draft.record))
    draft.record = { ...draft.record, state: 'joining', joining: 'restored' };
}
