import type { Blobs, BlobsErrorCode, BlobStatus, Plugin, Services, StoredPart } from '@sotto/core';
import {
  checkBlobId,
  checkBlobNumbers,
  checkBlobPart,
  definePlugin,
  SottoError,
} from '@sotto/core';
import type { StoredBlob } from './stored-blob.ts';
import { joined } from './stored-blob.ts';

const pieceBytes = 256 * 1024;
const nothing: BlobStatus = { storedBytes: 0, totalBytes: 0, complete: false, mismatch: false };

/** Blobs that outlive a stop: give the same one again to start over them. */
export interface MemoryBlobStore {
  readonly blobs: Map<string, unknown>;
}

export function createMemoryBlobStore(): MemoryBlobStore {
  return { blobs: new Map() };
}

export interface MemoryBlobsOptions {
  /** Without it the blobs live as long as the plugin. */
  readonly store?: MemoryBlobStore;
  /** Of all blobs together; a part past it rejects with `BLOBS_UNAVAILABLE`. Default: no limit. */
  readonly maxBytes?: number;
}

/** Blobs in memory: nothing survives the program, and all of it is held at once. */
export function memoryBlobs(options: MemoryBlobsOptions = {}): Plugin<'blobs', 'clock' | 'crypto'> {
  const { maxBytes = Number.POSITIVE_INFINITY, store = createMemoryBlobStore() } = options;
  return definePlugin({
    id: 'blobs-memory',
    point: 'blobs',
    contract: 1,
    needs: ['clock', 'crypto'],
    create: async (services) => blobsIn(store.blobs as Map<string, StoredBlob>, maxBytes, services),
  });
}

function blobsIn(
  blobs: Map<string, StoredBlob>,
  maxBytes: number,
  { clock, crypto }: Pick<Services, 'clock' | 'crypto'>,
): Blobs {
  let stopped = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One call after the other, whatever the blob. */
  function inTurn<T>(step: () => T | Promise<T>): Promise<T> {
    if (stopped) throw new SottoError<BlobsErrorCode>('BLOBS_CLOSED', 'The blobs are stopped.');
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function append(part: StoredPart): Promise<BlobStatus> {
    const { id, offset, totalBytes, bytes, ttlSeconds } = part;
    const name = nameOf(id);
    const blob = blobs.get(name);
    const expiresMs = clock.now() + 1000 * ttlSeconds;
    if (blob?.expiresMs !== undefined) {
      if (totalBytes === blob.totalBytes) blob.expiresMs = Math.max(blob.expiresMs, expiresMs);
      return statusOf(blob);
    }
    if (
      offset + bytes.length > totalBytes ||
      (blob !== undefined && blob.totalBytes !== totalBytes)
    ) {
      blobs.delete(name);
      return { ...nothing, mismatch: true };
    }
    const stored = blob?.storedBytes ?? 0;
    if (offset !== stored || (bytes.length === 0 && totalBytes > 0)) return statusOf(blob);
    if (maxBytes !== Number.POSITIVE_INFINITY && totalsOf(blobs).bytes + bytes.length > maxBytes) {
      throw new SottoError<BlobsErrorCode>('BLOBS_UNAVAILABLE', 'The blobs are full.', {
        retryable: true,
      });
    }
    const grown: StoredBlob = {
      totalBytes,
      pieces: [...(blob?.pieces ?? []), new Uint8Array(bytes)],
      storedBytes: stored + bytes.length,
      touchedMs: clock.now(),
      expiresMs: undefined,
    };
    if (grown.storedBytes === totalBytes) {
      const whole = joined(grown.pieces, totalBytes);
      if (nameOf(await crypto.hash('SHA-256', whole)) !== name) {
        blobs.delete(name);
        return { ...nothing, mismatch: true };
      }
      grown.pieces = [whole];
      grown.expiresMs = expiresMs;
    }
    blobs.set(name, grown);
    return statusOf(grown);
  }

  return {
    append: async (part) => {
      checkBlobPart(part);
      return inTurn(() => append(part));
    },
    status: async (id) => {
      checkBlobId(id);
      return inTurn(() => statusOf(blobs.get(nameOf(id))));
    },
    read: async (id, start, end) => {
      checkBlobId(id);
      checkBlobNumbers(start, end);
      const blob = await inTurn(() => blobs.get(nameOf(id)));
      const whole = blob?.expiresMs === undefined ? undefined : blob.pieces[0];
      return whole && piecesOf(whole.subarray(start, Math.max(start, end)));
    },
    remove: async (id) => {
      checkBlobId(id);
      return inTurn(() => blobs.delete(nameOf(id)));
    },
    expire: async (unfinishedSeconds) => {
      checkBlobNumbers(unfinishedSeconds);
      return inTurn(() => {
        const now = clock.now();
        const due = [...blobs].filter(
          ([, { expiresMs, touchedMs }]) =>
            (expiresMs ?? touchedMs + 1000 * unfinishedSeconds) <= now,
        );
        for (const [name] of due) blobs.delete(name);
        return due.length;
      });
    },
    totals: async () => inTurn(() => totalsOf(blobs)),
    stop: async () => {
      stopped = true;
      await last;
    },
  };
}

function statusOf(blob: StoredBlob | undefined): BlobStatus {
  if (blob === undefined) return nothing;
  const { storedBytes, totalBytes, expiresMs } = blob;
  return { storedBytes, totalBytes, complete: expiresMs !== undefined, mismatch: false };
}

function totalsOf(blobs: ReadonlyMap<string, StoredBlob>): {
  readonly blobs: number;
  readonly bytes: number;
} {
  const all = [...blobs.values()];
  return {
    blobs: all.filter(({ expiresMs }) => expiresMs !== undefined).length,
    bytes: all.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
  };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
}

function nameOf(id: Uint8Array): string {
  return Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
