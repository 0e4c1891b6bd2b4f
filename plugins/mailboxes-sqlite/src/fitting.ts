import { callKind, readCall } from './batch-layout.ts';

/** What is in a table takes no more than this beside its body, indexes included. */
const rowBytes = 256;
/** Less than half a page may stay unused behind a body. */
const mostUnusedBytes = 4_096;
const outcomeBytes = 16;
/** A post takes so much for each of its bytes at most: its body may be kept for each of 64 mailboxes. */
const mostPerByte = 130;

/** What `bodies` bodies of together `bytes` take in their table, at most. */
export function settledBytes(bodies: number, bytes: number): number {
  return bytes + Math.min(bytes, bodies * mostUnusedBytes) + bodies * rowBytes;
}

export interface Fitting {
  /** Those that fit; all acks do. */
  readonly calls: Uint8Array;
  /** What these take at most, in their batch and in the table. */
  readonly bytes: number;
  /** Places of the posts that do not fit, from 0. `undefined`: everything does. */
  readonly refused: ReadonlySet<number> | undefined;
}

/** The calls of a batch that may be stored when there is room for `leftBytes`. */
export function fitting(calls: Uint8Array, leftBytes: number): Fitting {
  const most = calls.length * mostPerByte;
  if (most <= leftBytes) return { calls, bytes: most, refused: undefined };
  const view = new DataView(calls.buffer, calls.byteOffset, calls.byteLength);
  const refused = new Set<number>();
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for (let offset = 0, place = 0; offset < calls.length; place++) {
    const call = readCall(view, offset);
    const from = offset;
    offset = call.end;
    if (call.kind === callKind.post) {
      const { mailboxes, bodyBytes } = call;
      const settled = mailboxes * (outcomeBytes + settledBytes(1, bodyBytes));
      const needed = call.end - from + settled;
      if (bytes + needed > leftBytes) {
        refused.add(place);
        continue;
      }
      bytes += needed;
    }
    kept.push(calls.subarray(from, call.end));
  }
  if (refused.size === 0) return { calls, bytes, refused: undefined };
  return { calls: new Uint8Array(Buffer.concat(kept)), bytes, refused };
}
