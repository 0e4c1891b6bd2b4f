import type { ConversationDraft } from '../conversation/draft.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { putDue } from './due.ts';
import type { Engine } from '../engine.ts';

/**
 * The message with its time running from now, or as it was when it has none or it runs already. For the receiver that begins with
 * reading, for the sender with sending.
 */
export async function startExpiry(
  engine: Pick<Engine, 'eraserClock'>,
  draft: ConversationDraft,
  message: MessageRecord,
): Promise<MessageRecord> {
  const { expiry, id } = message;
  if (expiry === undefined || expiry.eraseAtMs !== undefined) return message;
  const eraseAtMs = engine.eraserClock.latest() + expiry.afterSeconds * 1_000;
  await putDue(engine, draft, { atMs: eraseAtMs, what: 'message', id });
  return { ...message, expiry: { ...expiry, eraseAtMs } };
}
