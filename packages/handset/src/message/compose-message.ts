import type { IdentityHash } from '@sotto/core';
import type { ContentFields, MessageId as MimiMessageId } from '@sotto/protocol';
import type { IdentityId, MessageId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetError } from '../error.ts';
import { parseHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { plainMessage } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { requireMessage } from './find-message.ts';
import type { Engine } from '../engine.ts';

/** What a message has beside its body. */
export interface MessageExtras {
  readonly replyTo?: MessageId | undefined;
  readonly mentions?: readonly IdentityId[] | undefined;
  readonly forwarded?: boolean;
  /** To be shown once. */
  readonly viewOnce?: boolean | undefined;
  /** A message of one's own that was never sent, and goes when this one is there. */
  readonly insteadOf?: MessageRecord | undefined;
}

/** @throws CONVERSATION_OVER when nothing can be sent any more */
export function requireOpen({ state }: Pick<ConversationDraft['record'], 'state'>): void {
  if (state === 'left' || state === 'removed')
    throw handsetError('CONVERSATION_OVER', 'Nothing can be sent to this conversation any more.');
}

/**
 * The fields of a content for the conversation as it is now, and what the record says of them.
 * @throws CONVERSATION_OVER, MESSAGE_UNKNOWN (what it answers), CONTACT_UNKNOWN (a mention that is no identity, or too many)
 */
export async function messageFields(
  engine: Pick<Engine, 'crypto'>,
  draft: ConversationDraft,
  { replyTo, mentions = [], forwarded = false, viewOnce = false }: MessageExtras,
): Promise<{
  readonly fields: ContentFields;
  readonly recorded: Pick<MessageRecord, 'replyTo' | 'forwarded' | 'expiry'>;
}> {
  requireOpen(draft.record);
  const answered =
    replyTo === undefined
      ? undefined
      : (await requireMessage(draft.tx, draft.record, replyTo)).message.id;
  const mentioned = mentions.map(identityOf);
  if (mentioned.length > handsetLimits.maxMentions) return unknownContact();
  const { disappearAfterSeconds } = draft.room;
  const seconds = viewOnce ? onceSeconds(disappearAfterSeconds) : disappearAfterSeconds;
  return {
    fields: {
      salt: engine.crypto.random(16),
      ...(answered ? { inReplyTo: answered as MimiMessageId } : {}),
      ...(mentioned.length > 0 ? { mentions: mentioned } : {}),
      ...(forwarded ? { forwarded } : {}),
      ...expires(draft),
      ...(viewOnce ? viewOnceFields : {}),
    },
    recorded: {
      replyTo: answered,
      forwarded,
      expiry: seconds === 0 ? undefined : { afterSeconds: seconds, eraseAtMs: undefined },
    },
  };
}

/** A client that does not know what is to be shown once shows it for this long. */
const viewOnceFields: Pick<ContentFields, 'viewOnce' | 'expires'> = {
  viewOnce: true,
  expires: { relative: true, time: handsetLimits.viewOnceFallbackSeconds },
};

/** For how long one that nobody opened is kept: a week, or less where messages disappear earlier. */
export function onceSeconds(disappearAfterSeconds: number): number {
  const { viewOnceSeconds } = handsetLimits;
  return disappearAfterSeconds === 0
    ? viewOnceSeconds
    : Math.min(viewOnceSeconds, disappearAfterSeconds);
}

/** For a content about another one, too: it waits nowhere for longer than the message that it is about. */
export function expires({
  room: { disappearAfterSeconds: time },
}: Pick<ConversationDraft, 'room'>): Pick<ContentFields, 'expires'> {
  return time === 0 ? {} : { expires: { relative: true, time } };
}

/** A record of one's own that was not sent yet. */
export function ownMessage(
  engine: Pick<Engine, 'self'>,
  draft: ConversationDraft,
  made: Pick<MessageRecord, 'id' | 'hlc' | 'state' | 'body'> & Partial<MessageRecord>,
): MessageRecord {
  return {
    ...plainMessage,
    mine: true,
    sender: engine.self.identity,
    device: draft.me.device,
    seen: true,
    ...made,
  };
}

function identityOf(id: IdentityId): IdentityHash {
  return (parseHex(id, 32) as IdentityHash | undefined) ?? unknownContact();
}

function unknownContact(): never {
  throw handsetError('CONTACT_UNKNOWN', 'Somebody who is mentioned is not known.');
}
