import {
  controlToCbor,
  hlcCompare,
  hlcTick,
  identityUri,
  mimiMessageId,
  roomUri,
} from '@sotto/protocol';
import type { FrameControl, Hlc, MessageId } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { controlBytes, encodePending } from '../storage/pending-record.ts';
import { tables } from '../storage/tables.ts';
import type { ConversationDraft } from './draft.ts';
import { ownClock } from './own-clock.ts';

/** The clock for the next message of one's own. The draft follows when it is queued. */
export function nextClock(engine: Pick<Engine, 'clock'>, draft: ConversationDraft): Hlc {
  const nowMs = engine.clock.now();
  const hlc = ownClock(draft.record.hlc, nowMs);
  draft.record = { ...draft.record, hlc };
  return hlcTick(hlc, nowMs);
}

/** The id that a content of one's own has for everybody. */
export function ownMessageId(
  engine: Pick<Engine, 'self'>,
  draft: ConversationDraft,
  content: Uint8Array,
): MessageId {
  return mimiMessageId({
    content,
    senderUri: identityUri(engine.self.identity),
    roomUri: roomUri(draft.record.groupId),
  });
}

export interface Outgoing {
  /** A MIMI content, encoded. */
  readonly content?: Uint8Array;
  /** What handsets tell each other beside content. */
  readonly control?: FrameControl;
  readonly clock: Hlc;
  /** Absent for what has no message in the history. */
  readonly messageId?: Uint8Array;
}

/**
 * Puts a content behind those that wait to be encrypted: that is done when the handset is online and knows the present epoch, so that
 * nothing is sealed in one that the others have long left.
 */
export function queueContent(draft: ConversationDraft, outgoing: Outgoing): void {
  const { record } = draft;
  const { content, control, clock, messageId } = outgoing;
  const ordinal = record.nextPending;
  draft.tx.put(
    { table: tables.pending(record.id), ordinal },
    encodePending({
      clock,
      content,
      control: control && controlBytes(controlToCbor(control)),
      messageId,
    }),
  );
  // A picture goes out under the clock that it was taken in with, which others may have passed by then.
  const hlc = hlcCompare(clock, record.hlc) > 0 ? clock : record.hlc;
  draft.record = { ...record, hlc, nextPending: ordinal + 1, pending: record.pending + 1 };
}
