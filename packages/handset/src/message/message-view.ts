import { bytesEqual } from '@sotto/protocol';
import type { Room } from '@sotto/protocol';
import type {
  IdentityId,
  Message,
  MessageBody,
  MessageId,
  PictureFacts,
  Quote,
  Reaction,
  Version,
} from '../api.ts';
import { compareKeys } from '../history/message-key.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import type { StoredBody, StoredPicture } from '../storage/message-body.ts';
import { findMessage } from '../storage/message-index.ts';
import type { MessageRecord, StoredReceipts } from '../storage/message-record.ts';
import type { Engine } from '../engine.ts';
import { onceFacts } from './once-body.ts';
import { editableText, shownBody, wordsOf } from './text.ts';

type Viewer = Pick<Engine, 'self' | 'contacts' | 'store' | 'kinds'>;

/** A message as apps see it. What it quotes is looked up now, so that nothing of an erased message lives on in its answers. */
export async function messageView(
  engine: Viewer,
  record: Pick<ConversationRecord, 'id' | 'kind'>,
  message: MessageRecord,
  room: Pick<Room, 'pinned'>,
): Promise<Message> {
  const { self } = engine;
  const { expiry, receipts, replyTo } = message;
  const edited = message.versions.at(-1);
  return {
    id: toHex(message.id) as MessageId,
    conversation: record.id,
    mine: message.mine,
    sender: message.mine ? self.id : (toHex(message.sender) as IdentityId),
    senderName: nameOf(engine, message),
    sentAtMs: message.hlc.physicalMs,
    state: message.state,
    ...(message.failure === undefined ? {} : { failure: message.failure }),
    body: bodyView(engine, message, shownBody(message)),
    ...(replyTo === undefined ? {} : { replyTo: await quoteOf(engine, record, replyTo) }),
    reactions: reactionsOf(engine, message),
    ...(edited === undefined ? {} : { editedAtMs: edited.hlc.physicalMs }),
    forwarded: message.forwarded,
    mentionsMe: message.mentionsMe,
    pinned: room.pinned.some((id) => bytesEqual(id, message.id)),
    ...(expiry?.eraseAtMs === undefined ? {} : { erasedAtMs: expiry.eraseAtMs }),
    ...(expiry === undefined || expiry.afterSeconds === 0
      ? {}
      : { disappearAfterSeconds: expiry.afterSeconds }),
    ...(receipts === undefined ? {} : { receipts: counted(receipts) }),
  };
}

/** The texts that a message had, oldest first; none for one that has no text. */
export function versionsView(message: MessageRecord): readonly Version[] {
  const first = editableText(message.body);
  if (first === undefined) return [];
  return [
    { text: first, atMs: message.hlc.physicalMs },
    ...message.versions.map(({ text, hlc }) => ({ text, atMs: hlc.physicalMs })),
  ];
}

function nameOf({ self, contacts }: Viewer, { mine, sender }: MessageRecord): string {
  return mine ? self.suggestedName : contacts.nameOf(sender);
}

function bodyView(engine: Viewer, message: MessageRecord, body: StoredBody): MessageBody {
  if ('once' in body) return { kind: 'once', state: 'closed', ...onceFacts(body) };
  switch (body.kind) {
    case 'opened':
      return { kind: 'once', state: 'opened', of: body.of, count: body.count };
    case 'pictures': {
      const pictures = body.pictures.map(pictureFacts);
      const [first] = pictures;
      return pictures.length === 1 && first
        ? { kind: 'picture', ...first }
        : { kind: 'pictures', pictures };
    }
    case 'custom': {
      const state = stateOf(engine, message, body);
      return state === undefined
        ? { kind: 'unknown', fallback: body.fallback }
        : { ...body, state };
    }
    case 'text':
    case 'deleted':
    case 'event':
    case 'unknown':
      return body;
  }
}

/** `undefined` when no plugin takes the message. */
function stateOf(
  { kinds }: Viewer,
  { sender, hlc, answers }: MessageRecord,
  { mediaType, data }: Extract<StoredBody, { readonly kind: 'custom' }>,
): Uint8Array | undefined {
  const kind = kinds.of(mediaType);
  if (kind === undefined || !kind.validate(data).ok) return undefined;
  return kind.stateOf(
    { sender: toHex(sender), sentAtMs: hlc.physicalMs, data },
    answers.map((answer) => ({
      sender: toHex(answer.identity),
      sentAtMs: answer.hlc.physicalMs,
      data: answer.data,
    })),
  );
}

function pictureFacts(picture: StoredPicture): PictureFacts {
  const { caption, width, height, sizeBytes, thumbhash, here } = picture;
  return { caption, width, height, sizeBytes, thumbhash, here };
}

async function quoteOf(
  engine: Viewer,
  { id: conversation }: Pick<ConversationRecord, 'id'>,
  target: Uint8Array,
): Promise<Quote> {
  const id = toHex(target) as MessageId;
  const quoted = (await findMessage(engine.store, conversation, target))?.message;
  if (quoted === undefined) return { id, senderName: '', excerpt: '' };
  const { self } = engine;
  const sender = quoted.mine ? self.id : (toHex(quoted.sender) as IdentityId);
  const excerpt = [...wordsOf(quoted).slice(0, 4 * handsetLimits.maxExcerptChars)]
    .slice(0, handsetLimits.maxExcerptChars)
    .join('');
  return { id, sender, senderName: nameOf(engine, quoted), excerpt };
}

/** Those that hold now, by what was given, in the order in which the first of each was. */
function reactionsOf({ self }: Viewer, { reactions }: MessageRecord): readonly Reaction[] {
  const groups = new Map<string, IdentityId[]>();
  for (const { reaction, identity } of reactions.toSorted(compareKeys)) {
    if (reaction === '') continue;
    const by = toHex(identity) as IdentityId;
    const group = groups.get(reaction);
    if (group === undefined) groups.set(reaction, [by]);
    else group.push(by);
  }
  return [...groups].map(([reaction, by]) => ({ reaction, by, mine: by.includes(self.id) }));
}

function counted({ states }: StoredReceipts): NonNullable<Message['receipts']> {
  return {
    delivered: states.filter((state) => state > 0).length,
    read: states.filter((state) => state === 2).length,
    of: states.length,
  };
}
