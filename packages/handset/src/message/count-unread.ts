import { hlcCompare } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { MessageRecord } from '../storage/message-record.ts';

/** Counts a message that was not seen yet. */
export function countUnread(draft: ConversationDraft, { hlc, mentionsMe }: MessageRecord): void {
  const { unread, mentions, unseenFrom: from } = draft.record;
  const unseenFrom = unread === 0 || hlcCompare(hlc, from) < 0 ? hlc : from;
  draft.record = {
    ...draft.record,
    unread: unread + 1,
    mentions: mentions + (mentionsMe ? 1 : 0),
    unseenFrom,
  };
}
