import type { BlobId, BlobStatus, StoredPart } from '@sotto/core';
import { SottoError } from '@sotto/core';
import type { RelayErrorCode } from '../error-codes.ts';
import { charge, rateRefusal } from '../rates/charge.ts';
import type { Remote } from '../rates/remotes.ts';
import type { RelayContext } from '../relay-context.ts';

/** How old the total of a store may be (`Blobs.totals`). */
const totalsAgeMs = 60_000;
const fullRetryMs = 60_000;

/** What a part is, before any of its bytes are taken. */
export interface PartAnnouncement {
  readonly id: BlobId;
  readonly offset: number;
  readonly partBytes: number;
  readonly totalBytes: number;
  readonly ttlSeconds: number;
}

/** Where blobs are handed in and out: limits, rates and counts around the store. */
export class BlobDesk {
  readonly #context: RelayContext;
  #partsUnderWay = 0;
  readonly #partsOf = new WeakMap<Remote, number>();
  #addedBytes = 0;
  #totalBytes = 0;
  #totalAtMs = Number.NEGATIVE_INFINITY;

  constructor(context: RelayContext) {
    this.#context = context;
  }

  /**
   * Lets a part in before its bytes are received. `release` gives its place back, once.
   * @throws RELAY_TOO_LARGE, RELAY_OPTION (a size or time that cannot be), RELAY_RATE, RELAY_FULL.
   */
  async admit(remote: Remote, part: PartAnnouncement): Promise<{ readonly release: () => void }> {
    const { limits } = this.#context;
    const { id, offset, partBytes, totalBytes, ttlSeconds } = part;
    if (totalBytes > limits.maxBlobBytes || partBytes > limits.maxBlobPartBytes) {
      throw refusal('RELAY_TOO_LARGE', 'The blob or its part is larger than this relay takes.');
    }
    const ends = offset + partBytes;
    if (partBytes < 1 || ends > totalBytes || ttlSeconds < 1 || ttlSeconds > limits.maxTtlSeconds) {
      throw refusal(
        'RELAY_OPTION',
        'The part does not fit its blob, or the time is out of bounds.',
      );
    }
    charge(remote, 'blobRequests', 1);
    charge(remote, 'blobBytes', partBytes);
    const release = this.#place(remote);
    try {
      // The whole blob when it begins, so that what is begun can be finished; each part again, as others began meanwhile.
      const comes = offset === 0 ? totalBytes : partBytes;
      const isFull = (await this.#total()) + comes > limits.maxBlobStoreBytes;
      // Of one that is there already nothing is stored again: its time begins anew, and that takes no room.
      if (isFull && !(await this.#context.blobs.status(id)).complete) {
        throw refusal('RELAY_FULL', 'The relay has no room for more blobs.', fullRetryMs);
      }
    } catch (error) {
      release();
      throw error;
    }
    return { release };
  }

  /** Takes one of the places for parts under way, which are few: each part is held in memory. */
  #place(remote: Remote): () => void {
    const { maxBlobPartsUnderWay, maxBlobPartsPerRemote } = this.#context.limits;
    const ofRemote = this.#partsOf.get(remote) ?? 0;
    if (this.#partsUnderWay >= maxBlobPartsUnderWay || ofRemote >= maxBlobPartsPerRemote) {
      throw rateRefusal(1_000);
    }
    this.#partsUnderWay++;
    this.#partsOf.set(remote, ofRemote + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#partsUnderWay--;
      this.#partsOf.set(remote, (this.#partsOf.get(remote) ?? 1) - 1);
    };
  }

  /** Stores a part that was let in. */
  async append(part: StoredPart): Promise<BlobStatus> {
    const status = await this.#context.blobs.append(part);
    this.#addedBytes += part.bytes.length;
    this.#context.metrics.blobBytesIn += part.bytes.length;
    return status;
  }

  /** @throws RELAY_RATE */
  status(remote: Remote, id: BlobId): Promise<BlobStatus> {
    charge(remote, 'blobRequests', 1);
    return this.#context.blobs.status(id);
  }

  /**
   * Bytes `start` (inclusive) to `end` (exclusive) of a complete blob; `undefined` when it is not there whole.
   * @throws RELAY_RATE
   */
  async read(
    remote: Remote,
    id: BlobId,
    start: number,
    end: number,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    charge(remote, 'blobBytes', end - start);
    const pieces = await this.#context.blobs.read(id, start, end);
    return pieces && this.#counted(pieces);
  }

  async *#counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of pieces) {
      this.#context.metrics.blobBytesOut += piece.length;
      yield piece;
    }
  }

  /**
   * Bytes of all blobs, never too few: what was added since the last look, and in the time before it, is counted once more,
   * since a store's own total may be as old as that.
   */
  async #total(): Promise<number> {
    const { blobs, clock } = this.#context;
    const now = clock.now();
    if (Math.abs(now - this.#totalAtMs) > totalsAgeMs) {
      this.#totalAtMs = now;
      this.#totalBytes = (await blobs.totals()).bytes + this.#addedBytes;
      this.#addedBytes = 0;
    }
    return this.#totalBytes + this.#addedBytes;
  }
}

function refusal(
  code: RelayErrorCode,
  message: string,
  retryAfterMs?: number,
): SottoError<RelayErrorCode> {
  return new SottoError(
    code,
    message,
    retryAfterMs === undefined ? {} : { retryable: true, retryAfterMs },
  );
}
