import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { findMessage } from '../storage/message-index.ts';
import { tables } from '../storage/tables.ts';
import { handsetLimits } from '../limits.ts';
import { clearMessage } from './clear-message.ts';
import { putDue } from './due.ts';
import { onceFacts } from './once-body.ts';

/**
 * Erases what a message said that was to be shown once, and leaves that it was opened. True when there was something to erase; one that
 * did not come yet is taken for erased when it comes.
 */
export async function closeOnce(
  engine: Pick<Engine, 'search' | 'outbox' | 'eraserClock'>,
  draft: ConversationDraft,
  id: Uint8Array,
): Promise<boolean> {
  const { tx, record } = draft;
  const found = await findMessage(tx, record.id, id);
  if (found === undefined) {
    tx.put({ table: tables.gone(record.id), id }, new Uint8Array(0));
    const atMs = engine.eraserClock.latest() + handsetLimits.waitingSeconds * 1_000;
    await putDue(engine, draft, { atMs, what: 'gone', id });
    return false;
  }
  const { ordinal, message } = found;
  if (!('once' in message.body)) return false;
  await clearMessage(engine, draft, message);
  draft.update(ordinal, {
    ...message,
    seen: true,
    body: { kind: 'opened', ...onceFacts(message.body) },
  });
  return true;
}
