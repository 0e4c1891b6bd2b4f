import type { MailboxesStore } from './stored.ts';
import { keepEnvelopes } from './stored.ts';

/** Drops up to about `maxCount` things that are past their time. */
export function expireStored(
  { mailboxes, registers }: MailboxesStore,
  maxCount: number,
  nowMs: number,
): number {
  let dropped = 0;
  for (const [key, mailbox] of mailboxes) {
    if (dropped >= maxCount) return dropped;
    for (const [postId, untilMs] of mailbox.postIds)
      if (untilMs <= nowMs) mailbox.postIds.delete(postId);
    const before = mailbox.envelopes.length;
    keepEnvelopes(mailbox, ({ untilMs }) => untilMs > nowMs);
    dropped += before - mailbox.envelopes.length;
    if (mailbox.envelopes.length === 0 && mailbox.usedAtMs + mailbox.idleSeconds * 1000 <= nowMs) {
      mailboxes.delete(key);
      dropped++;
    }
  }
  for (const [key, { untilMs }] of registers) {
    if (dropped >= maxCount) return dropped;
    if (untilMs > nowMs) continue;
    registers.delete(key);
    dropped++;
  }
  return dropped;
}
