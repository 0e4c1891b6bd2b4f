import {
  encodeSottoFrame,
  hlcCompare,
  hlcTick,
  identityUri,
  mimiMessageId,
  roomUri,
} from '@sotto/protocol';
import type { Hlc, MessageId } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { newPost } from '../storage/post-record.ts';
import { tables } from '../storage/tables.ts';
import type { ConversationDraft } from './conversation.ts';
import { ownClock } from './own-clock.ts';
import { sealEnvelope } from './envelope.ts';
import { putBackWelcome } from '../outbox/welcome-post.ts';

/** The clock for the next message of one's own. The draft follows when it is queued. */
export function nextClock(engine: Engine, draft: ConversationDraft): Hlc {
  const nowMs = engine.clock.now();
  const hlc = ownClock(draft.record.hlc, nowMs);
  draft.record = { ...draft.record, hlc };
  return hlcTick(hlc, nowMs);
}

/** The id that a content of one's own has for everybody. */
export function ownMessageId(
  engine: Engine,
  draft: ConversationDraft,
  content: Uint8Array,
): MessageId {
  return mimiMessageId({
    content,
    senderUri: identityUri(engine.self.identity),
    roomUri: roomUri(draft.group.context.groupId),
  });
}

export interface Outgoing {
  /** A MIMI content, encoded. */
  readonly content: Uint8Array;
  readonly clock: Hlc;
  /** Absent for what has no message in the history. */
  readonly messageId?: Uint8Array;
}

/**
 * Encrypts a content and puts the sealed post in the outbox, all in the draft: the key that was used, the numbers that were
 * given and the post are stored together or not at all.
 */
export async function queueContent(
  engine: Engine,
  draft: ConversationDraft,
  outgoing: Outgoing,
): Promise<void> {
  const { record } = draft;
  const frame = encodeSottoFrame({
    sequence: record.ownSequence,
    clock: outgoing.clock,
    content: outgoing.content,
  });
  const sent = await engine.mls.encrypt(draft.group, frame);
  draft.advance(sent);
  const body = await sealEnvelope(engine.crypto, await draft.envelopeKey(), sent.message);
  // A picture goes out under the clock that it was taken in with, which others may have passed by then.
  const hlc = hlcCompare(outgoing.clock, record.hlc) > 0 ? outgoing.clock : record.hlc;
  draft.record = { ...record, hlc, ownSequence: record.ownSequence + 1 };
  await putPost(draft, newPost(engine.crypto, record.peer, body, outgoing.messageId));
}

/** Puts an encoded post at the end of the outbox, behind the Welcome that it needs. */
export async function putPost(draft: ConversationDraft, post: Uint8Array): Promise<void> {
  await putBackWelcome(draft);
  const { record } = draft;
  draft.tx.put({ table: tables.outbox(record.id), ordinal: record.nextPost }, post);
  draft.record = {
    ...record,
    nextPost: record.nextPost + 1,
    waitingPosts: record.waitingPosts + 1,
  };
}
