import { definePlugin, SottoError } from '@sotto/core';
import type {
  BlobBytes,
  BlobId,
  BlobState,
  Link,
  LinkErrorCode,
  Plugin,
  RelayUrl,
} from '@sotto/core';
import { connectPair } from './connection.ts';

/** A relay in the same program. `@sotto/relay`'s engine is one, and so is anything that speaks its frames. */
export interface MemoryRelay {
  /** Serves one connection. The promise is the relay's own business: a rejection ends the connection. */
  readonly accept: (connection: FarConnection) => Promise<void>;
  readonly putBlobPart: (part: {
    readonly id: BlobId;
    readonly offset: number;
    readonly totalBytes: number;
    readonly bytes: Uint8Array;
    readonly ttlSeconds: number;
  }) => Promise<BlobState>;
  readonly blobState: (id: BlobId) => Promise<BlobState>;
  readonly getBlobRange: (
    id: BlobId,
    offset: number,
    maxBytes: number,
  ) => Promise<BlobBytes | undefined>;
  readonly readLog: (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;
}

/** The relay's end of a connection. */
export interface FarConnection {
  /** Names the other side for rate limits; never an identity. */
  readonly remote: string;
  /** Resolves when the message was taken over; waits while the handset does not read. */
  readonly send: (message: Uint8Array) => Promise<void>;
  /** Bytes sent that the handset has not read. */
  readonly bufferedBytes: () => number;
  readonly messages: AsyncIterable<Uint8Array>;
  readonly close: () => void;
}

/** What the network does to this link, asked at every step. Every part may be left out: then all is well. */
export interface Weather {
  /** Before a connection or another call: `refuse` with a time, or `down`. */
  readonly call?: (relay: RelayUrl) => 'down' | { readonly refuseForMs: number } | undefined;
  /** For every message, either way, before it arrives: milliseconds of delay, or `cut` to end the connection there. */
  readonly message?: (way: 'up' | 'down', message: Uint8Array) => number | 'cut' | undefined;
}

export interface MemoryLinkOptions {
  /** Looks a relay up at every call; `undefined` is a relay that is not there. */
  readonly relay: (url: RelayUrl) => MemoryRelay | undefined;
  readonly weather?: Weather;
  /** Name that relays see of this handset's address. Default `memory`. */
  readonly remote?: string;
}

/** A link without a network. Every message and blob part is copied, so that neither end can reach into the other. */
export function memoryLink(options: MemoryLinkOptions): Plugin<'link', 'clock'> {
  const reach = (url: RelayUrl, signal: AbortSignal): MemoryRelay => {
    signal.throwIfAborted();
    const call = options.weather?.call?.(url);
    const relay = call === undefined ? options.relay(url) : undefined;
    if (typeof call === 'object') throw refused(call.refuseForMs);
    if (!relay) throw unreachable();
    return relay;
  };
  return definePlugin({
    id: 'link-memory',
    point: 'link',
    contract: 1,
    needs: ['clock'],
    create: async ({ clock }): Promise<Link> => ({
      connect: async (url, { signal, maxMessageBytes }) => {
        const relay = reach(url, signal);
        const [near, far] = connectPair({
          remote: options.remote ?? 'memory',
          maxMessageBytes,
          clock,
          weather: options.weather?.message,
        });
        relay.accept(far).then(far.close, far.close);
        return near;
      },
      putBlobPart: async (url, { id, offset, totalBytes, bytes, ttlSeconds, signal }) =>
        reach(url, signal).putBlobPart({
          id,
          offset,
          totalBytes,
          bytes: bytes.slice(),
          ttlSeconds,
        }),
      blobState: async (url, id, { signal }) => reach(url, signal).blobState(id),
      getBlobRange: async (url, { id, offset, maxBytes, signal }) => {
        const range = await reach(url, signal).getBlobRange(id, offset, maxBytes);
        return range && { ...range, bytes: range.bytes.slice(0, maxBytes) };
      },
      readLog: async (url, { path, maxBytes, signal }) => {
        const bytes = await reach(url, signal).readLog(path, maxBytes);
        if (bytes !== undefined && bytes.length > maxBytes) throw refused();
        return bytes?.slice();
      },
    }),
  });
}

function unreachable(): SottoError<LinkErrorCode> {
  return new SottoError('LINK_UNREACHABLE', 'The relay cannot be reached.', { retryable: true });
}

function refused(retryAfterMs?: number): SottoError<LinkErrorCode> {
  const wait = retryAfterMs === undefined ? {} : { retryable: true, retryAfterMs };
  return new SottoError('LINK_REFUSED', 'The relay refused the request.', wait);
}
