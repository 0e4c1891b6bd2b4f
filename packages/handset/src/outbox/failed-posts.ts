import type { ConversationId } from '../api.ts';
import { bytesEqual } from '@sotto/protocol';
import { toHex } from '../hex.ts';
import { decodePost, encodePost } from '../storage/post-record.ts';
import type { PostRecord } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { RecordName, SealedStore } from '../vault/sealed-store.ts';

/**
 * Keeps a post that failed for when its message is tried again: the very bytes that were sealed, as sealing again would cost a key and
 * make a second message of it. Nothing when no message shows it.
 */
export function keepFailed(tx: Pick<Transaction, 'put'>, post: PostRecord): void {
  const name = nameOf(post);
  if (name !== undefined) tx.put(name, encodePost({ ...post, tries: 0 }));
}

/** Takes the failed posts of a message out, or those of all messages. */
export async function takeFailed(
  store: Pick<SealedStore, 'values'>,
  tx: Pick<Transaction, 'remove'>,
  conversation: ConversationId,
  messageId?: Uint8Array,
): Promise<readonly PostRecord[]> {
  const taken: PostRecord[] = [];
  for await (const value of store.values(tables.failed(conversation))) {
    const post = decodePost(value);
    const name = nameOf(post);
    if (name === undefined || post.messageId === undefined) continue;
    if (messageId !== undefined && !bytesEqual(post.messageId, messageId)) continue;
    tx.remove(name);
    taken.push(post);
  }
  return taken;
}

function nameOf({ conversation, messageId, postId }: PostRecord): RecordName | undefined {
  if (conversation === undefined || messageId === undefined) return undefined;
  return { table: tables.failed(conversation), id: `${toHex(messageId)}/${toHex(postId)}` };
}
