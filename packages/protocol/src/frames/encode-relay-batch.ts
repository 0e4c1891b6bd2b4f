import { create, toBinary } from '@bufbuild/protobuf';
import { RelayFrameSchema } from '../gen/sotto/relay/v1/relay_pb.ts';
import {
  deliveryFrameLength,
  doneFrameLength,
  outcomeNumbers,
  postedFrameLength,
  writeDeliveryFrame,
  writeDoneFrame,
  writePostedFrame,
} from './hot-relay-frames.ts';
import { ownBytes } from './own-bytes.ts';
import { refusalNumbers } from './refusal-codes.ts';
import type { DeliveryFrame, RelayFrame, WelcomeFrame } from './relay-frame.ts';
import type { FrameCodec } from './write-batch.ts';
import { frameLength, writeBatch } from './write-batch.ts';

/** One message to a handset, of 1 to 64 frames. */
export function encodeRelayBatch(frames: readonly RelayFrame[]): Uint8Array {
  return writeBatch(frames, codec);
}

/** Bytes that the frame takes within a batch, to fill messages up to a limit. */
export function relayFrameLength(frame: RelayFrame): number {
  return frameLength(frame, codec);
}

/** By the generated code alone; what `encodeRelayBatch` must equal. */
export function encodeRelayFrame(frame: RelayFrame): Uint8Array {
  return toBinary(
    RelayFrameSchema,
    create(RelayFrameSchema, { id: frame.id, answer: answer(frame) }),
  );
}

// The generated code leaves empty fields out, and the hand-written one has no case for that.
const codec: FrameCodec<RelayFrame> = {
  length: (frame) => {
    if (frame.kind === 'done') return frame.id > 0 ? doneFrameLength(frame) : -1;
    if (frame.kind === 'posted')
      return frame.id > 0 && frame.outcomes.length > 0 ? postedFrameLength(frame) : -1;
    if (frame.kind === 'delivery') return isUsual(frame) ? deliveryFrameLength(frame) : -1;
    return -1;
  },
  write: (into, at, frame) => {
    if (frame.kind === 'delivery') return writeDeliveryFrame(into, at, frame);
    return frame.kind === 'posted'
      ? writePostedFrame(into, at, frame)
      : writeDoneFrame(into, at, frame as never);
  },
  encode: encodeRelayFrame,
};

function isUsual({ id, mailbox, envelopes }: DeliveryFrame): boolean {
  for (const { position, postId, body } of envelopes) {
    if (position === 0 || postId.length === 0 || body.length === 0) return false;
  }
  return id === 0 && mailbox.length > 0;
}

type Init = Parameters<typeof create<typeof RelayFrameSchema>>[1] & object;

function answer(frame: RelayFrame): NonNullable<Init['answer']> {
  switch (frame.kind) {
    case 'done':
      return { case: 'done', value: {} };
    case 'refused':
      return {
        case: 'refused',
        value: { code: refusalNumbers[frame.code], retryAfterMs: frame.retryAfterMs },
      };
    case 'welcome':
      return { case: 'welcome', value: welcome(frame) };
    case 'opened':
      return { case: 'opened', value: { existed: frame.existed } };
    case 'posted':
      return {
        case: 'posted',
        value: { outcomes: frame.outcomes.map((outcome) => outcomeNumbers[outcome]) },
      };
    case 'registered': {
      const { position, before, full } = frame;
      return { case: 'registered', value: { position, before: before.map(ownBytes), full } };
    }
    case 'lookedUp':
      return { case: 'lookedUp', value: { bodies: frame.bodies.map(ownBytes) } };
    case 'delivery': {
      const envelopes = frame.envelopes.map(({ position, postId, body }) => ({
        position: BigInt(position),
        postId: ownBytes(postId),
        body: ownBytes(body),
      }));
      return { case: 'delivery', value: { mailbox: ownBytes(frame.mailbox), envelopes } };
    }
    case 'replaced':
      return { case: 'replaced', value: { mailbox: ownBytes(frame.mailbox) } };
    case 'leaving':
      return { case: 'leaving', value: { retryAfterMs: frame.retryAfterMs } };
  }
}

function welcome({ version, limits, serverTimeMs, nonce, logHead }: WelcomeFrame) {
  return {
    version,
    limits: {
      ...limits,
      maxBytesPerMailbox: BigInt(limits.maxBytesPerMailbox),
      maxBlobBytes: BigInt(limits.maxBlobBytes),
    },
    serverTimeMs: BigInt(serverTimeMs),
    nonce: ownBytes(nonce),
    logHead: ownBytes(logHead),
  };
}
