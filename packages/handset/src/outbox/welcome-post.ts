import type { ConversationDraft } from '../conversation/conversation.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { tables } from '../storage/tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';

const ordinal = 0;

/**
 * True for the Welcome of a conversation that was made by accepting. Nothing behind it can be read before it, so it is
 * posted alone.
 */
export function isWelcomePost({ invitedThem }: ConversationRecord, at: number): boolean {
  return !invitedThem && at === ordinal;
}

/** Where a Welcome is kept that was refused for good. */
function failedWelcome({ id, inviteId }: ConversationRecord): RecordName {
  return { table: tables.failed(id), id: inviteId };
}

/** Takes a Welcome that was refused for good out of the outbox. */
export function keepFailedWelcome(draft: ConversationDraft, post: Uint8Array): void {
  const { tx, record } = draft;
  tx.remove({ table: tables.outbox(record.id), ordinal });
  tx.put(failedWelcome(record), post);
  draft.record = { ...record, waitingPosts: record.waitingPosts - 1 };
}

/** Puts a Welcome that was refused for good back before everything else: what is about to be posted needs it. */
export async function putBackWelcome(draft: ConversationDraft): Promise<void> {
  const { tx, record } = draft;
  if (record.invitedThem) return;
  const name = failedWelcome(record);
  const post = await tx.get(name);
  if (post === undefined) return;
  tx.remove(name);
  tx.put({ table: tables.outbox(record.id), ordinal }, post);
  draft.record = { ...record, waitingPosts: record.waitingPosts + 1 };
}
