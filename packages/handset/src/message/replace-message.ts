import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { clearMessage } from './clear-message.ts';
import { insertMessage } from './insert-message.ts';

/**
 * Puts a message of one's own into the history, in the same write in which the one that it is sent in place of goes, so that of two tries one is sent.
 * @throws MESSAGE_UNKNOWN when that one is gone already
 */
export async function insertInstead(
  engine: Pick<Engine, 'search' | 'eraserClock' | 'outbox'>,
  draft: ConversationDraft,
  message: MessageRecord,
  insteadOf: MessageRecord | undefined,
): Promise<void> {
  await insertMessage(engine, draft, message);
  if (insteadOf === undefined) return;
  // Inserting may have moved it.
  const old = await findMessage(draft.tx, draft.record.id, insteadOf.id);
  if (old === undefined) throw handsetError('MESSAGE_UNKNOWN', 'There is no such message.');
  await clearMessage(engine, draft, insteadOf);
  draft.erase(old.ordinal, insteadOf);
}
