import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { findMessage, putMessage } from '../storage/message-index.ts';
import { tables } from '../storage/tables.ts';
import { startExpiry } from './expiry.ts';
import type { Engine } from '../engine.ts';
import { receiptsOf } from './audience.ts';
import { isLater } from './reports.ts';

/**
 * Notes under which number a content of one's own was encrypted, so that its frame can be forgotten with the message, and who is to have
 * it. To be called for every content that was queued with a message id, in the change that encrypts it.
 */
export async function noteEncrypted(
  engine: Pick<Engine, 'self'>,
  draft: ConversationDraft,
  content: Uint8Array,
  sequence: number,
): Promise<void> {
  const { tx } = draft;
  const { id } = draft.record;
  const found = await findMessage(tx, id, content);
  if (found !== undefined) {
    const { message, ordinal } = found;
    const receipts = message.receipts ?? (await receiptsOf(engine, draft));
    draft.update(ordinal, { ...message, sequence, receipts });
    return;
  }
  const target = await tx.get({ table: tables.contents(id), id: content });
  const changed = target && (await findMessage(tx, id, target));
  if (!changed) return;
  const versions = changed.message.versions.map((version) =>
    bytesEqual(version.id, content) ? { ...version, sequence } : version,
  );
  // Nothing that is shown of it changes.
  putMessage(tx, id, changed.ordinal, { ...changed.message, versions });
}

/** A relay has a message of one's own for everybody it was sent to. Its time begins to run. */
export async function noteRelayed(
  engine: Pick<Engine, 'eraserClock'>,
  draft: ConversationDraft,
  messageId: Uint8Array,
): Promise<void> {
  const found = await findMessage(draft.tx, draft.record.id, messageId);
  if (!found?.message.mine || !isLater('relayed', found.message.state)) return;
  const relayed = { ...found.message, state: 'relayed', failure: undefined } as const;
  draft.update(found.ordinal, await startExpiry(engine, draft, relayed));
}

/** A message of one's own did not reach somebody, and will not by itself. `failure`: an error code. */
export async function noteFailed(
  draft: ConversationDraft,
  messageId: Uint8Array,
  failure: string,
): Promise<void> {
  const found = await findMessage(draft.tx, draft.record.id, messageId);
  if (!found?.message.mine || isLater(found.message.state, 'relayed')) return;
  draft.update(found.ordinal, { ...found.message, state: 'failed', failure });
}
