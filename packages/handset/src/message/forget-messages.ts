import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetLimits } from '../limits.ts';
import { decodeDue } from '../storage/due-record.ts';
import { removeIndex } from '../storage/message-index.ts';
import { decodeMessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { clearPieces } from './clear-message.ts';
import type { Engine } from '../engine.ts';
import { clearWaiting } from './waiting.ts';

/**
 * Removes messages of a conversation that is forgotten, and what belongs to them, as many as one transaction should; true when there are
 * more. The search is told by the caller (`forgetConversation`); nothing is told to subscribers.
 */
export async function forgetMessages(
  engine: Pick<Engine, 'contacts' | 'outbox'>,
  draft: ConversationDraft,
): Promise<boolean> {
  const { tx } = draft;
  const { id } = draft.record;
  const limit = handsetLimits.maxErasedPerTransaction;
  const messages = await tx.range(tables.history(id), { limit });
  for (const { ordinal, value } of messages) {
    const message = decodeMessageRecord(value);
    await clearPieces(engine, draft, message);
    tx.remove({ table: tables.history(id), ordinal });
    removeIndex(tx, id, message.id);
  }
  const due = await tx.range(tables.due(id), { limit });
  for (const { ordinal, value } of due) {
    const { what, id: about } = decodeDue(value);
    if (what === 'gone') tx.remove({ table: tables.gone(id), id: about });
    tx.remove({ table: tables.due(id), ordinal });
  }
  if (messages.length === limit || due.length === limit) return true;
  await clearWaiting(tx, id);
  for (const { identity } of engine.contacts.all())
    tx.remove({ table: tables.reported(id), id: identity });
  return false;
}
