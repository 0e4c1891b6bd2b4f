import type { MailboxAddress, PostId, ReadKey, RegisterToken } from '@sotto/core';
import { fromBinary } from '@bufbuild/protobuf';
import { frameLimits } from '../frame-limits.ts';
import type { ClientFrame as WireFrame } from '../gen/sotto/relay/v1/relay_pb.ts';
import { ClientFrameSchema } from '../gen/sotto/relay/v1/relay_pb.ts';
import type { ClientFrame, InvalidFrame } from './client-frame.ts';
import { readHotClientFrame } from './hot-client-frames.ts';
import { plainBytes } from './own-bytes.ts';
import type { Span } from './scan.ts';
import { checkFieldCount, frameSpans } from './scan.ts';
import { malformed } from './wire.ts';

/** What a relay takes of one message. A relay's limits are one. */
export interface ClientBatchBounds {
  readonly maxMessageBytes: number;
  readonly maxFramesPerMessage: number;
  readonly maxBodyBytes: number;
  readonly maxMailboxesPerPost: number;
  readonly maxTtlSeconds: number;
  readonly maxRegisterBodyBytes: number;
  readonly maxCreditBytes: number;
}

/**
 * The requests of one message from a handset, in order. Unknown fields are dropped. Bytes in the result are views of
 * `bytes`. A request that breaks a rule or a bound comes as `invalid`, so that it can be refused by its id.
 *
 * @throws FRAME_TOO_LARGE when the message has too many bytes, frames or fields, before it is decoded;
 * FRAME_MALFORMED when it is not a batch of at least one frame.
 */
export function parseClientBatch(
  bytes: Uint8Array,
  bounds: ClientBatchBounds,
): readonly (ClientFrame | InvalidFrame)[] {
  const spans = frameSpans(bytes, bounds.maxMessageBytes, bounds.maxFramesPerMessage);
  return spans.map((span) =>
    check(readHotClientFrame(bytes, span) ?? readFrame(bytes, span), bounds),
  );
}

function readFrame(bytes: Uint8Array, span: Span): ClientFrame | InvalidFrame {
  checkFieldCount(bytes, span);
  let wire: WireFrame;
  try {
    wire = fromBinary(ClientFrameSchema, plainBytes(bytes).subarray(span.start, span.end), {
      readUnknownFields: false,
    });
  } catch (cause) {
    throw malformed(cause);
  }
  return plain(wire);
}

function plain({ id, request }: WireFrame): ClientFrame | InvalidFrame {
  switch (request.case) {
    case 'hello':
      return { kind: 'hello', id, version: request.value.version };
    case 'open': {
      const { readKey, credit, holder } = request.value;
      return { kind: 'open', id, readKey: readKey as ReadKey, credit, holder };
    }
    case 'listen':
    case 'close': {
      const { readKey, signature } = request.value;
      const signed = { id, readKey: readKey as ReadKey, signature };
      if (request.case === 'close') return { kind: 'close', ...signed };
      return { kind: 'listen', ...signed, windowBytes: request.value.windowBytes };
    }
    case 'ack': {
      const mailbox = request.value.mailbox as MailboxAddress;
      if (request.value.upTo > BigInt(frameLimits.maxPosition)) return invalid(id, 'MALFORMED');
      return { kind: 'ack', id, mailbox, upTo: Number(request.value.upTo) };
    }
    case 'post': {
      const { body, ttlSeconds } = request.value;
      const postId = request.value.postId as PostId;
      const mailboxes = request.value.mailboxes as MailboxAddress[];
      return { kind: 'post', id, postId, mailboxes, body, ttlSeconds };
    }
    case 'register': {
      const { body, ttlSeconds } = request.value;
      const token = request.value.token as RegisterToken;
      return { kind: 'register', id, token, body, ttlSeconds };
    }
    case 'lookup':
      return { kind: 'lookup', id, token: request.value.token as RegisterToken };
    case 'credit': {
      const mailbox = request.value.mailbox as MailboxAddress;
      return { kind: 'credit', id, mailbox, windowBytes: request.value.windowBytes };
    }
    default:
      return invalid(id, 'MALFORMED');
  }
}

function check(
  frame: ClientFrame | InvalidFrame,
  bounds: ClientBatchBounds,
): ClientFrame | InvalidFrame {
  if (frame.kind === 'invalid') return frame;
  const code = frame.id === 0 ? 'MALFORMED' : fault(frame, bounds);
  return code === undefined ? frame : invalid(frame.id, code);
}

function fault(frame: ClientFrame, bounds: ClientBatchBounds): InvalidFrame['code'] | undefined {
  switch (frame.kind) {
    case 'hello':
      return undefined;
    case 'open':
      if (frame.readKey.length !== frameLimits.readKeyBytes) return 'MALFORMED';
      if (frame.holder.length !== 0 && frame.holder.length !== frameLimits.holderBytes)
        return 'MALFORMED';
      return frame.credit.length > bounds.maxCreditBytes ? 'TOO_LARGE' : undefined;
    case 'listen':
    case 'close':
      if (frame.readKey.length !== frameLimits.readKeyBytes) return 'MALFORMED';
      return frame.signature.length === frameLimits.signatureBytes ? undefined : 'MALFORMED';
    case 'ack':
    case 'credit':
      return frame.mailbox.length === frameLimits.mailboxAddressBytes ? undefined : 'MALFORMED';
    case 'post':
      if (frame.postId.length !== frameLimits.postIdBytes) return 'MALFORMED';
      return (
        mailboxesFault(frame.mailboxes, bounds) ?? bodyFault(frame, bounds.maxBodyBytes, bounds)
      );
    case 'register':
      if (frame.token.length !== frameLimits.registerTokenBytes) return 'MALFORMED';
      return bodyFault(frame, bounds.maxRegisterBodyBytes, bounds);
    case 'lookup':
      return frame.token.length === frameLimits.registerTokenBytes ? undefined : 'MALFORMED';
  }
}

function bodyFault(
  { body, ttlSeconds }: { readonly body: Uint8Array; readonly ttlSeconds: number },
  maxBytes: number,
  bounds: ClientBatchBounds,
): InvalidFrame['code'] | undefined {
  if (body.length > maxBytes) return 'TOO_LARGE';
  return body.length > 0 && ttlSeconds > 0 && ttlSeconds <= bounds.maxTtlSeconds
    ? undefined
    : 'MALFORMED';
}

function mailboxesFault(
  mailboxes: readonly MailboxAddress[],
  bounds: ClientBatchBounds,
): InvalidFrame['code'] | undefined {
  if (mailboxes.length > bounds.maxMailboxesPerPost) return 'TOO_LARGE';
  if (mailboxes.length === 0) return 'MALFORMED';
  if (mailboxes.some((mailbox) => mailbox.length !== frameLimits.mailboxAddressBytes))
    return 'MALFORMED';
  if (mailboxes.length === 1) return undefined;
  const different = new Set(mailboxes.map((mailbox) => String.fromCharCode(...mailbox)));
  return different.size === mailboxes.length ? undefined : 'MALFORMED';
}

function invalid(id: number, code: InvalidFrame['code']): InvalidFrame {
  return { kind: 'invalid', id, code };
}
