import type { BlobId, RelayUrl } from '@sotto/core';
import { isBytes, isUint } from './cbor/int-map.ts';
import { isCborArray } from './cbor/value.ts';
import type { CborValue } from './cbor/value.ts';
import { blobNoncePrefixBytes } from './envelope/blob-layout.ts';
import { protocolLimits } from './limits.ts';
import { isRelayUrl } from './relay-url.ts';

const idBytes = 32;
const keyBytes = 32;

/** Where a sealed blob is and how it opens: `[relay, id, plain bytes, key, nonce prefix]`. */
export interface BlobPlace {
  readonly relay: RelayUrl;
  /** SHA-256 of the sealed blob, 32 bytes. */
  readonly id: BlobId;
  /** Bytes of plaintext before padding: 1 to 67,108,864. */
  readonly plainBytes: number;
  /** AES-256-GCM, 32 bytes; of this blob alone. */
  readonly key: Uint8Array;
  /** 7 bytes; see `blobChunkNonce`. */
  readonly noncePrefix: Uint8Array;
}

/** Checks nothing: the format that holds it reads itself again. */
export function blobPlaceToCbor(place: BlobPlace): CborValue {
  return [place.relay, place.id, place.plainBytes, place.key, place.noncePrefix];
}

/** `undefined` when the value is no place. */
export function readBlobPlace(value: CborValue): BlobPlace | undefined {
  if (!isCborArray(value) || value.length !== 5) return undefined;
  const [relay, id, plainBytes, key, noncePrefix] = value;
  if (typeof relay !== 'string' || !isRelayUrl(relay)) return undefined;
  if (!isBytes(id, idBytes, idBytes)) return undefined;
  if (!isUint(plainBytes, protocolLimits.maxBlobBytes) || plainBytes === 0) return undefined;
  if (!isBytes(key, keyBytes, keyBytes)) return undefined;
  if (!isBytes(noncePrefix, blobNoncePrefixBytes, blobNoncePrefixBytes)) return undefined;
  return { relay, id: id as BlobId, plainBytes, key, noncePrefix };
}
