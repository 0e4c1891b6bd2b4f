import type { Envelope, MailboxAddress, PostId, PostOutcome } from '@sotto/core';
import { fromBinary } from '@bufbuild/protobuf';
import { frameLimits } from '../frame-limits.ts';
import type {
  Delivery as WireDelivery,
  RelayFrame as WireFrame,
  Welcome as WireWelcome,
} from '../gen/sotto/relay/v1/relay_pb.ts';
import { RelayFrameSchema } from '../gen/sotto/relay/v1/relay_pb.ts';
import { outcomeNames, readHotRelayFrame } from './hot-relay-frames.ts';
import { refusalName } from './refusal-codes.ts';
import type { RelayFrame, WelcomeFrame } from './relay-frame.ts';
import { plainBytes } from './own-bytes.ts';
import type { Span } from './scan.ts';
import { checkFieldCount, frameSpans } from './scan.ts';
import { malformed } from './wire.ts';

/** What a handset takes of one message. `frameLimits` is one. */
export interface RelayBatchBounds {
  readonly maxMessageBytes: number;
  readonly maxFramesPerMessage: number;
}

/**
 * The frames of one message from a relay, in order. Unknown fields are dropped, and so are frames of kinds that this
 * version does not know, so the list may be empty. Bytes in the result are views of `bytes`.
 *
 * @throws FRAME_TOO_LARGE when the message has too many bytes, frames or fields, before it is decoded;
 * FRAME_MALFORMED when it is not a batch of at least one frame, or a field breaks a rule of the schema.
 */
export function parseRelayBatch(
  bytes: Uint8Array,
  bounds: RelayBatchBounds = frameLimits,
): readonly RelayFrame[] {
  const frames: RelayFrame[] = [];
  for (const span of frameSpans(bytes, bounds.maxMessageBytes, bounds.maxFramesPerMessage)) {
    const frame = readHotRelayFrame(bytes, span) ?? readFrame(bytes, span);
    if (frame !== undefined) frames.push(frame);
  }
  return frames;
}

function readFrame(bytes: Uint8Array, span: Span): RelayFrame | undefined {
  checkFieldCount(bytes, span);
  let wire: WireFrame;
  try {
    wire = fromBinary(RelayFrameSchema, plainBytes(bytes).subarray(span.start, span.end), {
      readUnknownFields: false,
    });
  } catch (cause) {
    throw malformed(cause);
  }
  return plain(wire);
}

function plain({ id, answer }: WireFrame): RelayFrame | undefined {
  switch (answer.case) {
    case 'delivery':
      return delivery(unasked(id), answer.value);
    case 'replaced':
      return { kind: 'replaced', id: unasked(id), mailbox: address(answer.value.mailbox) };
    case 'leaving':
      return { kind: 'leaving', id: unasked(id), retryAfterMs: answer.value.retryAfterMs };
    case 'refused': {
      const { code, retryAfterMs } = answer.value;
      return { kind: 'refused', id, code: refusalName(code), retryAfterMs };
    }
    case undefined:
      return undefined;
    default:
      if (id === 0) throw malformed();
      return asked(id, answer);
  }
}

function asked(id: number, answer: WireFrame['answer']): RelayFrame | undefined {
  switch (answer.case) {
    case 'done':
      return { kind: 'done', id };
    case 'welcome':
      return welcome(id, answer.value);
    case 'opened':
      return { kind: 'opened', id, existed: answer.value.existed };
    case 'posted':
      return { kind: 'posted', id, outcomes: answer.value.outcomes.map(outcome) };
    case 'registered': {
      const { position, before, full } = answer.value;
      return { kind: 'registered', id, position, before, full };
    }
    case 'lookedUp':
      return { kind: 'lookedUp', id, bodies: answer.value.bodies };
    default:
      return undefined;
  }
}

function welcome(id: number, value: WireWelcome): WelcomeFrame {
  const { version, limits, nonce, logHead } = value;
  if (limits === undefined || nonce.length !== frameLimits.nonceBytes) throw malformed();
  if (logHead.length > frameLimits.maxLogHeadBytes) throw malformed();
  const { $typeName: _, ...rest } = limits;
  return {
    kind: 'welcome',
    id,
    version,
    limits: {
      ...rest,
      maxBytesPerMailbox: safeInteger(limits.maxBytesPerMailbox),
      maxBlobBytes: safeInteger(limits.maxBlobBytes),
    },
    serverTimeMs: safeInteger(value.serverTimeMs),
    nonce,
    logHead,
  };
}

function delivery(id: 0, value: WireDelivery): RelayFrame {
  const envelopes = value.envelopes.map(({ position, postId, body }): Envelope => {
    if (position === 0n || postId.length !== frameLimits.postIdBytes || body.length === 0)
      throw malformed();
    return { position: safeInteger(position), postId: postId as PostId, body };
  });
  return { kind: 'delivery', id, mailbox: address(value.mailbox), envelopes };
}

function outcome(number: number): PostOutcome {
  const name = outcomeNames[number];
  if (name === undefined) throw malformed();
  return name;
}

function address(bytes: Uint8Array): MailboxAddress {
  if (bytes.length !== frameLimits.mailboxAddressBytes) throw malformed();
  return bytes as MailboxAddress;
}

function safeInteger(value: bigint): number {
  if (value > BigInt(frameLimits.maxPosition)) throw malformed();
  return Number(value);
}

function unasked(id: number): 0 {
  if (id !== 0) throw malformed();
  return 0;
}
