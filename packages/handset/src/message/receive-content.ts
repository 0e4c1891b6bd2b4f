import type { IdentityHash } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import {
  bytesEqual,
  identityUri,
  isForwarded,
  mentionsOf,
  mimiMessageId,
  roomUri,
} from '@sotto/protocol';
import type { Hlc, MimiContent, Room } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import { handsetLimits } from '../limits.ts';
import type { StoredBody } from '../storage/message-body.ts';
import { isReadElsewhere } from '../devices/read-marks.ts';
import { onceSeconds } from './compose-message.ts';
import { countUnread } from './count-unread.ts';
import { findMessage } from '../storage/message-index.ts';
import { plainMessage } from '../storage/message-record.ts';
import type { MessageRecord, StoredExpiry } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { changeMessage } from './change-message.ts';
import type { Change } from './changes.ts';
import { insertMessage } from './insert-message.ts';
import type { Engine } from '../engine.ts';
import { readContent } from './read-content.ts';
import { noteDelivered } from './receipts.ts';
import { applyReport } from './reports.ts';
import { putWaiting } from './waiting.ts';

/** A content that a device of the conversation sent, proven to be its. */
export interface ArrivedContent {
  /** MIMI content, encoded. */
  readonly content: Uint8Array;
  readonly sender: {
    readonly identity: Uint8Array;
    /** Signature key. */
    readonly deviceKey: Uint8Array;
    /** Another device of one's own identity. */
    readonly isMe: boolean;
  };
  /** What it is sorted by. */
  readonly hlc: Hlc;
  /** Of the epoch that it was encrypted in, so that every member judges it by the same rules. */
  readonly room: Pick<Room, 'editWithinSeconds'>;
}

/**
 * Takes a content into the draft: a message, a change of one that is here or is yet to come, or a report. What breaks a rule is dropped
 * and counted; what comes from somebody who is blocked is dropped quietly. Never throws for what a peer sent.
 */
export async function receiveContent(
  engine: Engine,
  draft: ConversationDraft,
  arrived: ArrivedContent,
): Promise<void> {
  const { content, sender, hlc } = arrived;
  if (!sender.isMe && engine.contacts.get(sender.identity)?.blocked) return;
  const meaning = readContent(content, engine.clock.now());
  const id = meaning && contentId(draft, sender.identity, content);
  if (meaning === undefined || id === undefined) return draft.drop('malformed');
  const key = { id, hlc, by: sender.identity };
  switch (meaning.kind) {
    case 'report':
      return applyReport(engine, draft, meaning.report, sender.identity);
    case 'message':
      return receiveMessage(engine, draft, arrived, { ...meaning, id });
    case 'edit': {
      const { editWithinSeconds } = arrived.room;
      const { target, kind, text } = meaning;
      return change(engine, draft, target, {
        ...key,
        ...{ kind, text, editWithinSeconds, sequence: undefined },
      });
    }
    case 'delete':
      return change(engine, draft, meaning.target, { ...key, kind: meaning.kind });
    case 'react': {
      const { target, kind, reaction } = meaning;
      return change(engine, draft, target, { ...key, kind, reaction });
    }
  }
}

async function change(
  engine: Engine,
  draft: ConversationDraft,
  target: Uint8Array,
  made: Change,
): Promise<void> {
  const found = await findMessage(draft.tx, draft.record.id, target);
  if (found !== undefined) {
    await changeMessage(engine, draft, found, made);
    return;
  }
  const gone = await draft.tx.get({ table: tables.gone(draft.record.id), id: target });
  if (gone === undefined) await putWaiting(engine, draft, target, made);
}

async function receiveMessage(
  engine: Engine,
  draft: ConversationDraft,
  { sender, hlc }: ArrivedContent,
  {
    id,
    content,
    body,
  }: { readonly id: Uint8Array; readonly content: MimiContent; readonly body: StoredBody },
): Promise<void> {
  const answer = answerOf(engine, content, body);
  if (answer === 'invalid') return draft.drop('malformed');
  if (answer !== undefined) {
    const { target, ...made } = answer;
    return change(engine, draft, target, { ...made, id, hlc, by: sender.identity });
  }
  if ((await findMessage(draft.tx, draft.record.id, id)) !== undefined)
    return draft.drop('replayed');
  const { identity, deviceKey: device, isMe: mine } = sender;
  const mentions = mentionsOf(content).slice(0, handsetLimits.maxMentions);
  const message: MessageRecord = {
    ...plainMessage,
    ...{ id, hlc, mine, device, body },
    sender: identity,
    // What another device of one's own sent is safe at a relay.
    state: mine ? 'relayed' : 'received',
    seen: mine || (await isReadElsewhere(engine, draft, hlc)),
    replyTo: content.inReplyTo ?? undefined,
    mentionsMe: !mine && mentions.some((who) => bytesEqual(who, engine.self.identity)),
    forwarded: isForwarded(content),
    expiry: 'once' in body ? onceExpiry(engine, draft) : expiryOf(engine, content, mine),
  };
  const stored = await insertMessage(engine, draft, message);
  if (stored === undefined || mine) return;
  if (!stored.seen) countUnread(draft, stored);
  noteDelivered(engine, draft, stored);
}

/** The time of a message of one's own that another device sent runs from now, as sending was before. */
function expiryOf(
  { eraserClock }: Engine,
  { expires }: MimiContent,
  mine: boolean,
): StoredExpiry | undefined {
  if (expires === null) return undefined;
  const { relative, time } = expires;
  if (!relative) return { afterSeconds: 0, eraseAtMs: time * 1_000 };
  const afterSeconds = Math.max(1, time);
  const eraseAtMs = mine ? eraserClock.latest() + afterSeconds * 1_000 : undefined;
  return { afterSeconds, eraseAtMs };
}

/** One that is to be shown once is gone after a while, whether anybody opens it or not; its time does not wait for the reading. */
function onceExpiry({ eraserClock }: Engine, { room }: ConversationDraft): StoredExpiry {
  const afterSeconds = onceSeconds(room.disappearAfterSeconds);
  return { afterSeconds, eraseAtMs: eraserClock.latest() + afterSeconds * 1_000 };
}

type Answer = Omit<Extract<Change, { readonly kind: 'answer' }>, 'id' | 'hlc' | 'by'> & {
  readonly target: Uint8Array;
};

/** What a content answers to a message of the same plugin's kind; `undefined` when it stands by itself. */
function answerOf(
  { kinds }: Engine,
  { inReplyTo }: MimiContent,
  body: StoredBody,
): Answer | 'invalid' | undefined {
  if (body.kind !== 'custom') return undefined;
  const { mediaType, data } = body;
  const verdict = kinds.validate(mediaType, data);
  if (verdict === undefined) return undefined;
  if (!verdict.ok) return 'invalid';
  if (verdict.role === 'message') return undefined;
  if (inReplyTo === null || data.length > handsetLimits.maxAnswerBytes) return 'invalid';
  return { kind: 'answer', target: inReplyTo, mediaType, data };
}

/** `undefined` when the content names another sender or room than its own. */
function contentId(
  draft: ConversationDraft,
  identity: Uint8Array,
  content: Uint8Array,
): Uint8Array | undefined {
  try {
    return mimiMessageId({
      content,
      senderUri: identityUri(identity as IdentityHash),
      roomUri: roomUri(draft.record.groupId),
    });
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}
