import type {
  ConversationEvent,
  ConversationKind,
  Message,
  MessageState,
  PictureFacts,
} from '@sotto/handset';
import { eventSentence } from './event-sentence.ts';
import { isoTime } from './iso-time.ts';
import { kindText } from './kind-text.ts';
import type { Names } from './names.ts';

/** A message, or something that happened in a conversation. */
export interface MessageRow {
  readonly type: 'message';
  readonly id: string;
  readonly conversation: string;
  readonly conversationKind: ConversationKind;
  readonly conversationName: string;
  readonly sender: string;
  readonly senderName: string;
  readonly mine: boolean;
  readonly state: MessageState;
  /** An error code, when `state` is `failed`. */
  readonly failure?: string;
  readonly sentAt: string;
  readonly kind: Message['body']['kind'];
  /** The text, the captions, what happened, or what a message of another kind says in plain text. */
  readonly text: string;
  readonly pictures?: readonly PictureFields[];
  /** Of a message that is shown once: `sotto open`. */
  readonly once?: {
    readonly state: 'closed' | 'opened';
    readonly of: 'text' | 'pictures';
    readonly count: number;
  };
  /** Of a message of a plugin's kind. */
  readonly mediaType?: string;
  /** Of what happened; people are identities. */
  readonly event?: ConversationEvent;
  readonly replyTo?: { readonly id: string; readonly senderName: string; readonly excerpt: string };
  readonly reactions: readonly ReactionFields[];
  readonly editedAt?: string;
  readonly forwarded: boolean;
  readonly mentionsMe: boolean;
  readonly pinned: boolean;
  readonly disappearsAt?: string;
  readonly disappearAfterSeconds?: number;
  /** Sent by me to a group: how many members have it. */
  readonly receipts?: { readonly delivered: number; readonly read: number; readonly of: number };
  /** False: it was printed before, or is older than this watch. */
  readonly isNew: boolean;
  /** When it is not new: what is different now. */
  readonly changed?: readonly Change[];
}

export type Change = 'state' | 'text' | 'reactions' | 'answers' | 'deleted' | 'pinned';

export interface PictureFields {
  readonly caption: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
}

export interface ReactionFields {
  readonly reaction: string;
  /** Identities, and what they are called; oneself is `you`. */
  readonly by: readonly string[];
  readonly names: readonly string[];
  readonly mine: boolean;
}

/** @param changed what is different, of a message that is not new */
export async function messageRow(
  names: Names,
  message: Message,
  changed?: readonly Change[],
): Promise<MessageRow> {
  const { id, conversation, sender, senderName, mine, state, failure, sentAtMs, body } = message;
  const { replyTo, editedAtMs, forwarded, mentionsMe, pinned } = message;
  const { erasedAtMs, disappearAfterSeconds, receipts } = message;
  const { kind, name } = await names.conversation(conversation);
  return {
    type: 'message',
    id,
    conversation,
    conversationKind: kind,
    conversationName: name,
    sender,
    senderName,
    mine,
    state,
    ...(failure === undefined ? {} : { failure }),
    sentAt: isoTime(sentAtMs),
    ...(await bodyFields(names, body)),
    ...(replyTo === undefined
      ? {}
      : {
          replyTo: {
            id: replyTo.id,
            senderName: replyTo.senderName,
            excerpt: replyTo.excerpt,
          },
        }),
    reactions: await reactionFields(names, message),
    ...(editedAtMs === undefined ? {} : { editedAt: isoTime(editedAtMs) }),
    forwarded,
    mentionsMe,
    pinned,
    ...(erasedAtMs === undefined ? {} : { disappearsAt: isoTime(erasedAtMs) }),
    ...(disappearAfterSeconds === undefined ? {} : { disappearAfterSeconds }),
    ...(receipts === undefined ? {} : { receipts }),
    isNew: changed === undefined,
    ...(changed === undefined ? {} : { changed }),
  };
}

type BodyFields = Pick<MessageRow, 'kind' | 'text' | 'pictures' | 'once' | 'mediaType' | 'event'>;

async function bodyFields(names: Names, body: Message['body']): Promise<BodyFields> {
  const { kind } = body;
  switch (kind) {
    case 'text':
      return { kind, text: body.text };
    case 'picture':
      return { kind, text: body.caption, pictures: [pictureFields(body)] };
    case 'pictures': {
      const captions = body.pictures.map(({ caption }) => caption).filter((text) => text !== '');
      return { kind, text: captions.join('\n'), pictures: body.pictures.map(pictureFields) };
    }
    case 'custom':
      return { kind, text: kindText(body, names.me), mediaType: body.mediaType };
    case 'once':
      return { kind, text: '', once: { state: body.state, of: body.of, count: body.count } };
    case 'deleted':
      return { kind, text: '' };
    case 'event':
      return { kind, text: await eventSentence(names, body.event), event: body.event };
    case 'unknown':
      return { kind, text: body.fallback };
  }
}

function pictureFields({ caption, width, height, sizeBytes }: PictureFacts): PictureFields {
  return { caption, width, height, sizeBytes };
}

async function reactionFields(
  names: Names,
  { reactions }: Message,
): Promise<readonly ReactionFields[]> {
  const fields: ReactionFields[] = [];
  for (const { reaction, by, mine } of reactions) {
    const called: string[] = [];
    for (const identity of by) called.push(await names.person(identity));
    fields.push({ reaction, by, names: called, mine });
  }
  return fields;
}
