import { varintLength, writeVarint } from './wire.ts';

/** How the frames of one direction are written. */
export interface FrameCodec<F> {
  /** Length of a frame that `write` can write; -1 for one that `encode` has to. */
  readonly length: (frame: F) => number;
  /** Returns the offset behind what it wrote. */
  readonly write: (into: Uint8Array, at: number, frame: F) => number;
  /** By the generated code. */
  readonly encode: (frame: F) => Uint8Array;
}

const framesTag = 0x0a;

/** A batch message: each frame as field 1, length-delimited. */
export function writeBatch<F>(frames: readonly F[], codec: FrameCodec<F>): Uint8Array {
  const lengths: number[] = [];
  const encoded: (Uint8Array | undefined)[] = [];
  let total = 0;
  for (const frame of frames) {
    let length = codec.length(frame);
    let bytes: Uint8Array | undefined;
    if (length < 0) {
      bytes = codec.encode(frame);
      length = bytes.length;
    }
    lengths.push(length);
    encoded.push(bytes);
    total += fieldLength(length);
  }
  const batch = new Uint8Array(total);
  let at = 0;
  for (let index = 0; index < frames.length; index++) {
    batch[at] = framesTag;
    at = writeVarint(batch, at + 1, lengths[index]!);
    const bytes = encoded[index];
    if (bytes === undefined) at = codec.write(batch, at, frames[index]!);
    else {
      batch.set(bytes, at);
      at += bytes.length;
    }
  }
  return batch;
}

/** Bytes that one frame takes in a batch. */
export function frameLength<F>(frame: F, codec: FrameCodec<F>): number {
  const length = codec.length(frame);
  return fieldLength(length < 0 ? codec.encode(frame).length : length);
}

function fieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}
