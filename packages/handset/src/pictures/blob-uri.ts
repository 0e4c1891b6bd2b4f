import { isSottoError } from '@sotto/core';
import type { BlobId, RelayUrl } from '@sotto/core';
import { encodeBase64url, isRelayUrl, parseBase64url } from '@sotto/protocol';

const prefix = 'sotto:b/';
const blobIdBytes = 32;

/** Where a sealed picture is: `sotto:b/`, base64url of the blob id, `@`, and the relay's origin. */
export function blobUri(relay: RelayUrl, id: BlobId): string {
  return `${prefix}${encodeBase64url(id)}@${relay}`;
}

/** `undefined` when the text is no such URI. */
export function parseBlobUri(
  uri: string,
): { readonly relay: RelayUrl; readonly id: BlobId } | undefined {
  const at = uri.indexOf('@');
  const relay = uri.slice(at + 1);
  if (!uri.startsWith(prefix) || at < 0 || !isRelayUrl(relay)) return undefined;
  let id: Uint8Array;
  try {
    id = parseBase64url(uri.slice(prefix.length, at), blobIdBytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
  return id.length === blobIdBytes ? { relay, id: id as BlobId } : undefined;
}
