import type { PostId } from '@sotto/core';
import { postIdBytes } from './batch-layout.ts';
import type { EnvelopeTable } from './envelope-table.ts';
import type { StoreRead } from './worker-messages.ts';
import type { MailboxState } from './young.ts';

interface ReadBounds {
  readonly after: number;
  readonly maxCount: number;
  readonly maxBytes: number;
  readonly now: number;
}

/** First what is in the table, then what is in batches: its positions are higher. */
export function readMailbox(
  mailbox: MailboxState,
  table: EnvelopeTable,
  bounds: ReadBounds,
): StoreRead {
  const { after, maxCount, maxBytes, now } = bounds;
  const settled =
    mailbox.settledEnvelopes > 0
      ? table.read(mailbox.id, after, maxCount, maxBytes, now)
      : undefined;
  const envelopes = settled?.envelopes ?? [];
  if (settled?.more === true) return { envelopes, toEnd: false };
  let bytes = envelopes.reduce((sum, { body }) => sum + body.length, 0);
  for (let index = mailbox.youngFirst; index < mailbox.young.length; index++) {
    const { position, until, batch, postIdAt, bodyAt, bodyBytes } = mailbox.young[index]!;
    if (position <= after || until <= now) continue;
    bytes += bodyBytes;
    if (envelopes.length === maxCount || (envelopes.length > 0 && bytes > maxBytes))
      return { envelopes, toEnd: false };
    envelopes.push({
      position,
      postId: batch.bytes.slice(postIdAt, postIdAt + postIdBytes) as PostId,
      body: batch.bytes.slice(bodyAt, bodyAt + bodyBytes),
    });
  }
  return { envelopes, toEnd: true };
}
