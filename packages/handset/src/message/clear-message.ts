import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetLimits } from '../limits.ts';
import { pictureName } from '../pictures/picture-name.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { decodePending } from '../storage/pending-record.ts';
import { removePieces } from '../storage/pieces.ts';
import { tables } from '../storage/tables.ts';
import { decodeUpload } from '../storage/upload-record.ts';
import type { Found } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { putDue } from './due.ts';

/**
 * Erases a message from this handset: the record, its pictures, its words in the search, what is still to be sent of it, and the frames
 * that it and its edits were sent in. A trace of its id stays for as long as contents about it may come.
 */
export async function eraseMessage(
  engine: Pick<Engine, 'search' | 'eraserClock' | 'outbox'>,
  draft: ConversationDraft,
  { ordinal, message }: Found,
): Promise<void> {
  await clearMessage(engine, draft, message);
  const { tx, record } = draft;
  tx.put({ table: tables.gone(record.id), id: message.id }, new Uint8Array(0));
  const atMs = engine.eraserClock.latest() + handsetLimits.waitingSeconds * 1_000;
  await putDue(engine, draft, { atMs, what: 'gone', id: message.id });
  draft.erase(ordinal, message);
}

/**
 * Removes all that is kept of a message beside its record. Afterwards no stored value holds what it said. The caller replaces or
 * removes the record.
 */
export async function clearMessage(
  engine: Pick<Engine, 'search' | 'outbox'>,
  draft: ConversationDraft,
  message: MessageRecord,
): Promise<void> {
  await engine.search.forget(draft.tx, draft.record.id, message.id);
  forgetUnread(draft, message);
  await clearPieces(engine, draft, message);
}

/** As `clearMessage`, without the search. */
export async function clearPieces(
  { outbox }: Pick<Engine, 'outbox'>,
  draft: ConversationDraft,
  message: MessageRecord,
): Promise<void> {
  const { tx } = draft;
  const { id } = draft.record;
  if (message.body.kind === 'pictures') {
    for (const [index, { sizeBytes, blob }] of message.body.pictures.entries()) {
      const name = pictureName(message.id, index);
      removePieces(tx, tables.pictures(id), name, sizeBytes);
      if (message.mine) removePieces(tx, tables.uploadBytes(id), name, blob.sealedBytes);
    }
  }
  if (!message.mine) return;
  await cancelUpload(draft, message.id);
  const contents = message.versions.map((version) => version.id);
  await cancelPending(draft, [message.id, ...contents]);
  for (const content of [message.id, ...contents]) {
    await outbox.forget(tx, id, content);
    tx.remove({ table: tables.uncovered(id), id: content });
    tx.remove({ table: tables.contents(id), id: content });
  }
  for (const { sequence } of [message, ...message.versions])
    if (sequence !== undefined) await draft.forgetSent(sequence);
}

/** Takes a message out of what is counted as unread. */
function forgetUnread(draft: ConversationDraft, { seen, mentionsMe }: MessageRecord): void {
  if (seen) return;
  const { unread, mentions } = draft.record;
  draft.record = {
    ...draft.record,
    unread: Math.max(0, unread - 1),
    mentions: Math.max(0, mentions - (mentionsMe ? 1 : 0)),
  };
}

/** Takes contents out of what waits to be encrypted; gives how many it were. */
export async function cancelPending(
  draft: ConversationDraft,
  contents: readonly Uint8Array[],
): Promise<number> {
  const table = tables.pending(draft.record.id);
  let cancelled = 0;
  for (let from = 0; draft.record.pending > 0;) {
    const page = await draft.tx.range(table, { from, limit: pageRecords });
    for (const { ordinal, value } of page) {
      const { messageId } = decodePending(value);
      if (messageId === undefined || !contents.some((id) => bytesEqual(id, messageId))) continue;
      draft.tx.remove({ table, ordinal });
      cancelled += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageRecords) break;
    from = last.ordinal + 1;
  }
  if (cancelled > 0) draft.record = { ...draft.record, pending: draft.record.pending - cancelled };
  return cancelled;
}

const pageRecords = 64;

async function cancelUpload(draft: ConversationDraft, messageId: Uint8Array): Promise<void> {
  const { tx } = draft;
  const { id } = draft.record;
  tx.remove({ table: tables.failedUploads(id), id: messageId });
  for (let from = 0; draft.record.waitingUploads > 0;) {
    const page = await tx.range(tables.uploads(id), { from, limit: pageRecords });
    for (const { ordinal, value } of page) {
      if (!bytesEqual(decodeUpload(value).messageId, messageId)) continue;
      tx.remove({ table: tables.uploads(id), ordinal });
      draft.record = { ...draft.record, waitingUploads: draft.record.waitingUploads - 1 };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageRecords) break;
    from = last.ordinal + 1;
  }
}
