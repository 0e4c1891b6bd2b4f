import type { Arrangement } from '../api.ts';
import { utf8 } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';

/** Stores what this reader alone decides about a conversation. @throws TEXT_TOO_LONG */
export async function arrange(
  conversation: ConversationHandle,
  { muted, draft: typed }: Arrangement,
): Promise<void> {
  const text = typed?.toWellFormed();
  if (text !== undefined && isTooLong(text))
    throw handsetError('TEXT_TOO_LONG', 'The draft is too long for one message.');
  await conversation.change(async (draft) => {
    const { record } = draft;
    draft.record = { ...record, muted: muted ?? record.muted, draft: text ?? record.draft };
  });
}

function isTooLong(text: string): boolean {
  const { maxTextBytes } = handsetLimits;
  return text.length > maxTextBytes || utf8(text).length > maxTextBytes;
}
