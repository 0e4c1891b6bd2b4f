import type { MailboxAddress, PostId } from '@sotto/core';
import { frameLimits } from '../frame-limits.ts';
import type { AckFrame, PostFrame } from './client-frame.ts';
import { HotReader } from './hot-reader.ts';
import type { Span } from './scan.ts';
import { bytesFieldLength, varintLength, writeBytes, writeVarint } from './wire.ts';

// Hand-written codecs for the two frames that a busy relay reads most. They write what the generated code writes and
// read only that form: whatever else comes is `undefined` here and goes to the generated code, so the two cannot
// disagree. docs/decisions/hot-frames.md has the figures.

const idTag = 0x08;
const ackTag = 0x2a;
const postTag = 0x3a;
const { mailboxAddressBytes, postIdBytes } = frameLimits;

/** The frame, when it is a post or an ack in the usual form and of the right lengths. Its bytes are views. */
export function readHotClientFrame(
  bytes: Uint8Array,
  span: Span,
): PostFrame | AckFrame | undefined {
  const reader = new HotReader(bytes, span);
  const id = reader.varintField(idTag);
  if (id < 0) return undefined;
  const tag = reader.next;
  if (tag !== postTag && tag !== ackTag) return undefined;
  if (reader.enter(tag) < 0) return undefined;
  const frame = tag === postTag ? readPost(reader, id) : readAck(reader, id);
  if (frame === undefined || !reader.atEnd) return undefined;
  reader.leave(span.end);
  return reader.atEnd ? frame : undefined;
}

function readPost(reader: HotReader, id: number): PostFrame | undefined {
  const postId = reader.bytesField(0x0a);
  if (postId?.length !== postIdBytes) return undefined;
  const mailboxes: MailboxAddress[] = [];
  while (reader.next === 0x12) {
    const mailbox = reader.bytesField(0x12);
    if (mailbox?.length !== mailboxAddressBytes) return undefined;
    mailboxes.push(mailbox as MailboxAddress);
  }
  const body = reader.bytesField(0x1a);
  const ttlSeconds = reader.varintField(0x20);
  if (mailboxes.length === 0 || body === undefined || body.length === 0 || ttlSeconds < 0)
    return undefined;
  return { kind: 'post', id, postId: postId as PostId, mailboxes, body, ttlSeconds };
}

function readAck(reader: HotReader, id: number): AckFrame | undefined {
  const mailbox = reader.bytesField(0x0a);
  const upTo = reader.varintField(0x10);
  if (mailbox?.length !== mailboxAddressBytes || upTo < 0) return undefined;
  return { kind: 'ack', id, mailbox: mailbox as MailboxAddress, upTo };
}

/** Length of a post frame within its batch, without the batch's own tag and length. */
export function postFrameLength(frame: PostFrame): number {
  const length = postLength(frame);
  return 2 + varintLength(frame.id) + varintLength(length) + length;
}

/** Returns the offset behind what it wrote, like every writer here. */
export function writePostFrame(into: Uint8Array, start: number, frame: PostFrame): number {
  let at = writeId(into, start, frame.id);
  into[at] = postTag;
  at = writeVarint(into, at + 1, postLength(frame));
  at = writeBytes(into, at, 0x0a, frame.postId);
  for (const mailbox of frame.mailboxes) at = writeBytes(into, at, 0x12, mailbox);
  at = writeBytes(into, at, 0x1a, frame.body);
  into[at] = 0x20;
  return writeVarint(into, at + 1, frame.ttlSeconds);
}

/** Length of an ack frame within its batch. */
export function ackFrameLength(frame: AckFrame): number {
  const length = ackLength(frame);
  return 2 + varintLength(frame.id) + varintLength(length) + length;
}

export function writeAckFrame(into: Uint8Array, start: number, frame: AckFrame): number {
  let at = writeId(into, start, frame.id);
  into[at] = ackTag;
  at = writeVarint(into, at + 1, ackLength(frame));
  at = writeBytes(into, at, 0x0a, frame.mailbox);
  into[at] = 0x10;
  return writeVarint(into, at + 1, frame.upTo);
}

function postLength({ postId, mailboxes, body, ttlSeconds }: PostFrame): number {
  let length =
    bytesFieldLength(postId.length) + bytesFieldLength(body.length) + 1 + varintLength(ttlSeconds);
  for (const mailbox of mailboxes) length += bytesFieldLength(mailbox.length);
  return length;
}

function ackLength({ mailbox, upTo }: AckFrame): number {
  return bytesFieldLength(mailbox.length) + 1 + varintLength(upTo);
}

function writeId(into: Uint8Array, at: number, id: number): number {
  into[at] = idTag;
  return writeVarint(into, at + 1, id);
}
