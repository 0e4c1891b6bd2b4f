import type { Envelope, MailboxAddress, PostId, PostOutcome } from '@sotto/core';
import { frameLimits } from '../frame-limits.ts';
import { HotReader } from './hot-reader.ts';
import type { DeliveryFrame, DoneFrame, PostedFrame } from './relay-frame.ts';
import type { Span } from './scan.ts';
import { bytesFieldLength, varintLength, writeBytes, writeVarint } from './wire.ts';

// The other direction of hot-client-frames.ts, under the same rule.

const idTag = 0x08;
const doneTag = 0x12;
const postedTag = 0x32;
const deliveryTag = 0x4a;
const { mailboxAddressBytes, postIdBytes } = frameLimits;

/** Index is the number in the schema. */
export const outcomeNames: readonly (PostOutcome | undefined)[] = [
  undefined,
  'stored',
  'unknown',
  'full',
];
export const outcomeNumbers: Readonly<Record<PostOutcome, 1 | 2 | 3>> = {
  stored: 1,
  unknown: 2,
  full: 3,
};

/** The frame, when it is one of the three in the usual form. Its bytes are views. */
export function readHotRelayFrame(
  bytes: Uint8Array,
  span: Span,
): DoneFrame | PostedFrame | DeliveryFrame | undefined {
  const reader = new HotReader(bytes, span);
  const id = reader.next === idTag ? reader.varintField(idTag) : 0;
  const tag = reader.next;
  if (id < 0 || (tag !== doneTag && tag !== postedTag && tag !== deliveryTag)) return undefined;
  if ((tag === deliveryTag) !== (id === 0)) return undefined;
  if (reader.enter(tag) < 0) return undefined;
  const frame =
    tag === deliveryTag
      ? readDelivery(reader)
      : tag === postedTag
        ? readPosted(reader, id)
        : doneFrame(id);
  if (frame === undefined || !reader.atEnd) return undefined;
  reader.leave(span.end);
  return reader.atEnd ? frame : undefined;
}

function doneFrame(id: number): DoneFrame {
  return { kind: 'done', id };
}

function readPosted(reader: HotReader, id: number): PostedFrame | undefined {
  const packed = reader.bytesField(0x0a);
  if (packed === undefined) return undefined;
  const outcomes: PostOutcome[] = [];
  for (const number of packed) {
    const outcome = outcomeNames[number];
    if (outcome === undefined) return undefined;
    outcomes.push(outcome);
  }
  return outcomes.length === 0 ? undefined : { kind: 'posted', id, outcomes };
}

function readDelivery(reader: HotReader): DeliveryFrame | undefined {
  const mailbox = reader.bytesField(0x0a);
  if (mailbox?.length !== mailboxAddressBytes) return undefined;
  const envelopes: Envelope[] = [];
  while (!reader.atEnd) {
    const outer = reader.enter(0x12);
    if (outer < 0) return undefined;
    const position = reader.varintField(0x08);
    const postId = reader.bytesField(0x12);
    const body = reader.bytesField(0x1a);
    if (position < 0 || postId?.length !== postIdBytes || body === undefined || body.length === 0)
      return undefined;
    if (!reader.atEnd) return undefined;
    reader.leave(outer);
    envelopes.push({ position, postId: postId as PostId, body });
  }
  if (envelopes.length === 0) return undefined;
  return { kind: 'delivery', id: 0, mailbox: mailbox as MailboxAddress, envelopes };
}

/** Length of a done frame within its batch, without the batch's own tag and length. */
export function doneFrameLength({ id }: DoneFrame): number {
  return 1 + varintLength(id) + 2;
}

/** Returns the offset behind what it wrote, like every writer here. */
export function writeDoneFrame(into: Uint8Array, start: number, { id }: DoneFrame): number {
  into[start] = idTag;
  const at = writeVarint(into, start + 1, id);
  into[at] = doneTag;
  into[at + 1] = 0;
  return at + 2;
}

export function postedFrameLength({ id, outcomes }: PostedFrame): number {
  const length = bytesFieldLength(outcomes.length);
  return 1 + varintLength(id) + 1 + varintLength(length) + length;
}

export function writePostedFrame(
  into: Uint8Array,
  start: number,
  { id, outcomes }: PostedFrame,
): number {
  into[start] = idTag;
  let at = writeVarint(into, start + 1, id);
  into[at] = postedTag;
  at = writeVarint(into, at + 1, bytesFieldLength(outcomes.length));
  into[at] = 0x0a;
  at = writeVarint(into, at + 1, outcomes.length);
  for (const outcome of outcomes) into[at++] = outcomeNumbers[outcome];
  return at;
}

export function deliveryFrameLength(frame: DeliveryFrame): number {
  const length = deliveryLength(frame);
  return 1 + varintLength(length) + length;
}

export function writeDeliveryFrame(into: Uint8Array, start: number, frame: DeliveryFrame): number {
  into[start] = deliveryTag;
  let at = writeVarint(into, start + 1, deliveryLength(frame));
  at = writeBytes(into, at, 0x0a, frame.mailbox);
  for (const envelope of frame.envelopes) {
    into[at] = 0x12;
    at = writeVarint(into, at + 1, envelopeFieldsLength(envelope));
    into[at] = 0x08;
    at = writeVarint(into, at + 1, envelope.position);
    at = writeBytes(into, at, 0x12, envelope.postId);
    at = writeBytes(into, at, 0x1a, envelope.body);
  }
  return at;
}

function deliveryLength({ mailbox, envelopes }: DeliveryFrame): number {
  let length = bytesFieldLength(mailbox.length);
  for (const envelope of envelopes) length += bytesFieldLength(envelopeFieldsLength(envelope));
  return length;
}

function envelopeFieldsLength({ position, postId, body }: Envelope): number {
  return (
    1 + varintLength(position) + bytesFieldLength(postId.length) + bytesFieldLength(body.length)
  );
}
