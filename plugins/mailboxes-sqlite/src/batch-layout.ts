// How posts and acks travel from the calls to the store, and how they stand in the store's journal: one after
// the other in one stretch of bytes, little-endian.
//
//   post   1, mailboxes (u8), ttl seconds (u32), envelopes allowed (u32), bytes allowed (f64), body length (u32), post
//          id (16), addresses (32 each), body
//   ack    2, up to (f64), address (32)

/** Kinds of calls in a batch. */
export const callKind: { readonly post: 1; readonly ack: 2 } = { post: 1, ack: 2 };

export const postHeadBytes = 38;
export const ackBytes = 41;
export const addressBytes = 32;
export const postIdBytes = 16;

/** A post as it stands in a batch. Offsets are into the batch. */
export interface BatchPost {
  readonly kind: typeof callKind.post;
  readonly mailboxes: number;
  readonly ttlSeconds: number;
  readonly maxEnvelopes: number;
  readonly maxBytes: number;
  readonly postIdAt: number;
  readonly addressesAt: number;
  readonly bodyAt: number;
  readonly bodyBytes: number;
  /** Offset behind the call. */
  readonly end: number;
}

export interface BatchAck {
  readonly kind: typeof callKind.ack;
  readonly upTo: number;
  readonly addressAt: number;
  readonly end: number;
}

/** The call at `at`. Trusts its input: batches are made by this package alone. */
export function readCall(view: DataView, at: number): BatchPost | BatchAck {
  if (view.getUint8(at) === callKind.ack) {
    return {
      kind: callKind.ack,
      upTo: view.getFloat64(at + 1, true),
      addressAt: at + 9,
      end: at + ackBytes,
    };
  }
  const mailboxes = view.getUint8(at + 1);
  const bodyBytes = view.getUint32(at + 18, true);
  const addressesAt = at + postHeadBytes;
  const bodyAt = addressesAt + mailboxes * addressBytes;
  return {
    kind: callKind.post,
    mailboxes,
    ttlSeconds: view.getUint32(at + 2, true),
    maxEnvelopes: view.getUint32(at + 6, true),
    maxBytes: view.getFloat64(at + 10, true),
    postIdAt: at + 22,
    addressesAt,
    bodyAt,
    bodyBytes,
    end: bodyAt + bodyBytes,
  };
}

/**
 * What became of each call, as pairs of numbers: for a post one pair a mailbox, for an ack one pair. First the
 * mailbox's id in the store (0: there is none), then for a post the envelope's position or one of these.
 */
export const outcomeNumber: { readonly unknown: -1; readonly full: -2; readonly storedBefore: -3 } =
  {
    unknown: -1,
    full: -2,
    storedBefore: -3,
  };
