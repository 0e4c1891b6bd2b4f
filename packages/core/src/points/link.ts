import type { BlobId, RelayUrl } from '../ids.ts';

/**
 * The way from a handset to its relays: frames over a connection, blobs, and files of the act log. Knows nothing of what it carries.
 *
 * Failures reject with `LINK_UNREACHABLE`, `LINK_CLOSED` or `LINK_REFUSED`; the first two are retryable. A call that is
 * aborted rejects with the signal's reason and leaves nothing open.
 */
export interface Link {
  /** Resolves when the relay has accepted the connection. */
  readonly connect: (relay: RelayUrl, options: ConnectOptions) => Promise<LinkConnection>;
  /**
   * Uploads one part of a blob. Parts go in order; `offset` must be what the relay holds already. Resolves with
   * what it holds after it: sending a part again after a lost answer is harmless.
   */
  readonly putBlobPart: (relay: RelayUrl, part: BlobPart) => Promise<BlobState>;
  /** How much of a blob the relay holds: `storedBytes` is 0 when it knows nothing of it. */
  readonly blobState: (relay: RelayUrl, id: BlobId, options: CallOptions) => Promise<BlobState>;
  /** Bytes from `offset`, at most `maxBytes` of them; `undefined` when the relay does not have the blob whole. */
  readonly getBlobRange: (relay: RelayUrl, range: BlobRange) => Promise<BlobBytes | undefined>;
  /**
   * One file of the relay's act log, whole; `undefined` when it has none. A longer one than `maxBytes` is not read on, and rejects
   * with `LINK_REFUSED`.
   */
  readonly readLog: (relay: RelayUrl, file: LogFileCall) => Promise<Uint8Array | undefined>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface ConnectOptions extends CallOptions {
  /** A larger message from the relay ends the connection. */
  readonly maxMessageBytes: number;
}

/** One open connection. Messages are whole, in order, at most once. */
export interface LinkConnection {
  /** Resolves when the message was handed to the network and more may be sent. Rejects when closed. */
  readonly send: (message: Uint8Array) => Promise<void>;
  /**
   * Messages from the relay. Ends when either side closes. Iterated once. What is not yet read is bounded: the
   * relay is made to wait, or the connection ends with `LINK_CLOSED`, never memory without bound.
   */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Idempotent. Resolves when closed. */
  readonly close: () => Promise<void>;
}

export interface BlobPart extends CallOptions {
  readonly id: BlobId;
  readonly offset: number;
  /** Bytes of the whole blob; the same in every part. */
  readonly totalBytes: number;
  readonly bytes: Uint8Array;
  /** Seconds that the relay is asked to keep the blob. */
  readonly ttlSeconds: number;
}

export interface BlobState {
  readonly storedBytes: number;
  /** True when all of it is stored and its hash was right. */
  readonly complete: boolean;
}

export interface BlobRange extends CallOptions {
  readonly id: BlobId;
  readonly offset: number;
  readonly maxBytes: number;
}

export interface LogFileCall extends CallOptions {
  /** Below the log's prefix, such as `checkpoint` or `tile/entries/000.p/8`. */
  readonly path: string;
  readonly maxBytes: number;
}

export interface BlobBytes {
  readonly bytes: Uint8Array;
  readonly totalBytes: number;
}

export type LinkErrorCode =
  /** No connection could be made: no network, unknown host, nothing listens. */
  | 'LINK_UNREACHABLE'
  /** The connection ended while the call was under way. */
  | 'LINK_CLOSED'
  /** The other side answered and said no: too large, too many, not a relay. `retryAfterMs` when it said. */
  | 'LINK_REFUSED';
