import { isSottoError } from '@sotto/core';
import type { BlobId, RelayUrl } from '@sotto/core';
import { encodeBase64url, isRelayUrl, parseBase64url } from '@sotto/protocol';
import { handsetLimits } from '../limits.ts';

const prefix = 'sotto:b/';
const blobIdBytes = 32;

/** A blob, and the relays that it may be at: 1 to `maxBlobRelays`, distinct, in the order of asking them. */
export interface BlobWhereabouts {
  readonly relays: readonly RelayUrl[];
  readonly id: BlobId;
}

/** Where a sealed picture may be: `sotto:b/`, base64url of the blob id, and for each relay `@` and its origin. */
export function blobUri({ relays, id }: BlobWhereabouts): string {
  return [prefix + encodeBase64url(id), ...relays].join('@');
}

/** `undefined` when the text is no such URI, names a relay twice, or too many. */
export function parseBlobUri(uri: string): BlobWhereabouts | undefined {
  const { maxBlobRelays } = handsetLimits;
  if (!uri.startsWith(prefix)) return undefined;
  // No more pieces than show that there are too many.
  const [name = '', ...relays] = uri.slice(prefix.length).split('@', maxBlobRelays + 2);
  if (relays.length === 0 || relays.length > maxBlobRelays) return undefined;
  if (!relays.every(isRelayUrl) || new Set(relays).size < relays.length) return undefined;
  let id: Uint8Array;
  try {
    id = parseBase64url(name, blobIdBytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
  return id.length === blobIdBytes ? { relays, id: id as BlobId } : undefined;
}
