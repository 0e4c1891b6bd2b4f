import { isSottoError } from '@sotto/core';
import type { IdentityHash } from '@sotto/core';
import {
  bytesEqual,
  hlcCompare,
  hlcReceive,
  identityUri,
  mimiMessageId,
  parseMimiContent,
  parseSottoFrame,
  protocolLimits,
  roomUri,
  statusReportOf,
} from '@sotto/protocol';
import type { Hlc, MessageStatus, MimiContent, SottoFrame } from '@sotto/protocol';
import type { DropReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { openMessage } from '../mls/open-message.ts';
import { findMessage } from '../storage/message-index.ts';
import type { Arrived } from '../sync/mailbox-reader.ts';
import { readBody } from './body.ts';
import type { ConversationDraft } from './conversation.ts';
import { openEnvelope } from './envelope.ts';
import { ownClock } from './own-clock.ts';
import { applyReport, noteDelivered } from './receipts.ts';

/**
 * Takes one envelope from the conversation's mailbox into the draft: a message, a report, or a drop that is counted. Whatever it is, the
 * mailbox's position moves past it in the same transaction. Never throws for what a peer or a relay sent.
 */
export async function receiveEnvelope(
  engine: Engine,
  draft: ConversationDraft,
  envelope: Arrived,
): Promise<void> {
  // What was dropped before its ack got lost was counted then.
  const drop = (reason: DropReason): void => {
    if (!envelope.again) draft.drop(reason);
  };
  if (envelope.position > draft.record.own.position) {
    draft.record = { ...draft.record, own: { ...draft.record.own, position: envelope.position } };
  }
  const message = await openEnvelope(engine.crypto, await draft.envelopeKey(), envelope.body);
  if (message === undefined) return drop('undecryptable');
  const opened = await openMessage(engine, draft.group, message);
  if (typeof opened === 'string') return drop(opened);
  draft.advance(opened);
  const { signatureKey } = opened.sender.leafNode;
  if (!bytesEqual(signatureKey, draft.record.contactDeviceKey)) return drop('forged');
  const frame = parsed(() => parseSottoFrame(opened.applicationData));
  if (frame === undefined) return drop('malformed');
  const clock = follow(engine, draft, frame);
  if (frame.control?.kind === 'profile') {
    draft.record = { ...draft.record, suggestedName: frame.control.suggestedName };
  }
  if (frame.content !== undefined) await receiveContent(draft, frame.content, clock);
}

/** Notes the frame's number and clock; gives the clock that its message is sorted by. */
function follow(engine: Engine, draft: ConversationDraft, frame: SottoFrame): Hlc {
  const { record } = draft;
  const nowMs = engine.clock.now();
  const { clock, followed } = hlcReceive(ownClock(record.hlc, nowMs), frame.clock, nowMs);
  const peerSequence = Math.max(record.peerSequence, frame.sequence + 1);
  draft.record = { ...record, hlc: clock, peerSequence };
  // A clock far in the future, or of before there was this conversation, says nothing: then the time of arrival does.
  const earliestMs = record.createdAtMs - protocolLimits.maxHlcDriftMs;
  return followed && frame.clock.physicalMs >= earliestMs ? frame.clock : clock;
}

async function receiveContent(
  draft: ConversationDraft,
  bytes: Uint8Array,
  hlc: Hlc,
): Promise<void> {
  const content = parsed(() => parseMimiContent(bytes));
  const report = content && parsedReport(content);
  const id = content && parsed(() => contactMessageId(draft, bytes));
  if (content === undefined || id === undefined || report === 'malformed')
    return draft.drop('malformed');
  if (report !== undefined) return applyReport(draft, report);
  if ((await findMessage(draft.tx, draft.record.id, id)) !== undefined)
    return draft.drop('replayed');
  await draft.insert({
    id,
    hlc,
    mine: false,
    state: 'received',
    failure: undefined,
    seen: false,
    body: readBody(content),
  });
  const { unread, unseenFrom: from } = draft.record;
  const unseenFrom = unread === 0 || hlcCompare(hlc, from) < 0 ? hlc : from;
  draft.record = noteDelivered({ ...draft.record, unread: unread + 1, unseenFrom }, id);
}

function contactMessageId(draft: ConversationDraft, content: Uint8Array): Uint8Array {
  return mimiMessageId({
    content,
    senderUri: identityUri(draft.record.contactIdentity as IdentityHash),
    roomUri: roomUri(draft.group.context.groupId),
  });
}

function parsedReport(content: MimiContent): readonly MessageStatus[] | 'malformed' | undefined {
  const report = parsed(() => ({ entries: statusReportOf(content.nestedPart) }));
  return report === undefined ? 'malformed' : report.entries;
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (isSottoError(error)) return undefined;
    throw error;
  }
}
