import type { Arrangement } from '../api.ts';
import { utf8 } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { listPayload } from '../devices/payloads.ts';
import { syncKeys } from '../devices/sync-keys.ts';
import { tellSiblings } from '../devices/tell-siblings.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';

/** Stores what this reader alone decides about a conversation. @throws TEXT_TOO_LONG */
export async function arrange(
  engine: Engine,
  conversation: ConversationHandle,
  { muted, draft: typed }: Arrangement,
): Promise<void> {
  const text = typed?.toWellFormed();
  if (text !== undefined && isTooLong(text))
    throw handsetError('TEXT_TOO_LONG', 'The draft is too long for one message.');
  await conversation.change(async (draft) => {
    const { record } = draft;
    const { groupId } = record;
    draft.record = { ...record, muted: muted ?? record.muted, draft: text ?? record.draft };
    if (muted !== undefined && muted !== record.muted)
      await tellSiblings(engine, draft.tx, syncKeys.muted(groupId), listPayload([muted]));
    if (text !== undefined && text !== record.draft)
      await tellSiblings(engine, draft.tx, syncKeys.draft(groupId), utf8(text));
    draft.after(engine.devicesChanged);
  });
}

function isTooLong(text: string): boolean {
  const { maxTextBytes } = handsetLimits;
  return text.length > maxTextBytes || utf8(text).length > maxTextBytes;
}
