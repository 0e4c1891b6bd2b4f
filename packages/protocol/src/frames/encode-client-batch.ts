import { create, toBinary } from '@bufbuild/protobuf';
import { ClientFrameSchema } from '../gen/sotto/relay/v1/relay_pb.ts';
import type { ClientFrame } from './client-frame.ts';
import {
  ackFrameLength,
  postFrameLength,
  writeAckFrame,
  writePostFrame,
} from './hot-client-frames.ts';
import { ownBytes } from './own-bytes.ts';
import type { FrameCodec } from './write-batch.ts';
import { frameLength, writeBatch } from './write-batch.ts';

/** One message to a relay, of 1 to 64 frames. Bounds are the caller's business: see `ToldLimits`. */
export function encodeClientBatch(frames: readonly ClientFrame[]): Uint8Array {
  return writeBatch(frames, codec);
}

/** Bytes that the frame takes within a batch, to fill messages up to a limit. */
export function clientFrameLength(frame: ClientFrame): number {
  return frameLength(frame, codec);
}

/** By the generated code alone; what `encodeClientBatch` must equal. */
export function encodeClientFrame(frame: ClientFrame): Uint8Array {
  return toBinary(
    ClientFrameSchema,
    create(ClientFrameSchema, { id: frame.id, request: request(frame) }),
  );
}

// The generated code leaves empty fields out, and the hand-written one has no case for that.
const codec: FrameCodec<ClientFrame> = {
  length: (frame) => {
    if (frame.id === 0) return -1;
    if (frame.kind === 'post') {
      const { postId, body, ttlSeconds } = frame;
      return postId.length > 0 && body.length > 0 && ttlSeconds > 0 ? postFrameLength(frame) : -1;
    }
    if (frame.kind === 'ack')
      return frame.mailbox.length > 0 && frame.upTo > 0 ? ackFrameLength(frame) : -1;
    return -1;
  },
  write: (into, at, frame) =>
    frame.kind === 'post'
      ? writePostFrame(into, at, frame)
      : writeAckFrame(into, at, frame as never),
  encode: encodeClientFrame,
};

type Init = Parameters<typeof create<typeof ClientFrameSchema>>[1] & object;

function request(frame: ClientFrame): NonNullable<Init['request']> {
  switch (frame.kind) {
    case 'hello':
      return { case: 'hello', value: { version: frame.version } };
    case 'open':
      return {
        case: 'open',
        value: {
          readKey: ownBytes(frame.readKey),
          credit: ownBytes(frame.credit),
          holder: ownBytes(frame.holder),
        },
      };
    case 'listen': {
      const { windowBytes } = frame;
      const readKey = ownBytes(frame.readKey);
      return {
        case: 'listen',
        value: { readKey, signature: ownBytes(frame.signature), windowBytes },
      };
    }
    case 'close':
      return {
        case: 'close',
        value: { readKey: ownBytes(frame.readKey), signature: ownBytes(frame.signature) },
      };
    case 'ack':
      return { case: 'ack', value: { mailbox: ownBytes(frame.mailbox), upTo: BigInt(frame.upTo) } };
    case 'post': {
      const { ttlSeconds } = frame;
      const mailboxes = frame.mailboxes.map(ownBytes);
      return {
        case: 'post',
        value: {
          postId: ownBytes(frame.postId),
          mailboxes,
          body: ownBytes(frame.body),
          ttlSeconds,
        },
      };
    }
    case 'register': {
      const { ttlSeconds } = frame;
      return {
        case: 'register',
        value: { token: ownBytes(frame.token), body: ownBytes(frame.body), ttlSeconds },
      };
    }
    case 'lookup':
      return { case: 'lookup', value: { token: ownBytes(frame.token) } };
    case 'credit':
      return {
        case: 'credit',
        value: { mailbox: ownBytes(frame.mailbox), windowBytes: frame.windowBytes },
      };
  }
}
