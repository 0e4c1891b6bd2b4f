import type { ConversationDraft } from '../conversation/draft.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { applyChange } from './changes.ts';
import { putDue } from './due.ts';
import type { Engine } from '../engine.ts';
import { wordsOf } from './text.ts';
import { takeWaiting } from './waiting.ts';

/**
 * Adds a message with everything that came before it and waited for it. Gives it as it was stored, or `undefined` when it was erased
 * here before: then it does not come again.
 */
export async function insertMessage(
  engine: Pick<Engine, 'search' | 'eraserClock'>,
  draft: ConversationDraft,
  message: MessageRecord,
  isNew = true,
): Promise<MessageRecord | undefined> {
  const { tx, record } = draft;
  const changes = await takeWaiting(tx, record.id, message.id);
  if ((await tx.get({ table: tables.gone(record.id), id: message.id })) !== undefined)
    return undefined;
  const whole = changes.reduce(applyChange, message);
  const atMs = whole.expiry?.eraseAtMs;
  if (atMs !== undefined) await putDue(engine, draft, { atMs, what: 'message', id: whole.id });
  const text = wordsOf(whole);
  if (text !== '') await engine.search.note(tx, record.id, { id: whole.id, hlc: whole.hlc, text });
  await draft.insert(whole, isNew);
  return whole;
}
