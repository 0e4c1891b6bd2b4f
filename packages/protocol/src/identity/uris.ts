import type { IdentityHash } from '@sotto/core';
import { encodeBase64url, parseBase64url } from '../base64url.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { identityHashBytes } from './identity-hash.ts';

const userPrefix = 'sotto:u/';
const roomPrefix = 'sotto:r/';
const { maxGroupIdBytes } = protocolLimits;

/** The sender's URI in MIMI content: `sotto:u/` and base64url of the hash. */
export function identityUri(hash: IdentityHash): string {
  return userPrefix + encodeBase64url(hash);
}

/** The room's URI in MIMI content: `sotto:r/` and base64url of the MLS group id (1 to 255 bytes). */
export function roomUri(groupId: Uint8Array): string {
  if (groupId.length === 0 || groupId.length > maxGroupIdBytes) throw malformed();
  return roomPrefix + encodeBase64url(groupId);
}

/** The identity that a URI names. Throws `SOTTO_URI_MALFORMED`. */
export function parseIdentityUri(uri: string): IdentityHash {
  const hash = parseAfter(userPrefix, uri, identityHashBytes);
  if (hash.length !== identityHashBytes) throw malformed();
  return hash as IdentityHash;
}

/** The MLS group id that a URI names. Throws `SOTTO_URI_MALFORMED`. */
export function parseRoomUri(uri: string): Uint8Array {
  const groupId = parseAfter(roomPrefix, uri, maxGroupIdBytes);
  if (groupId.length === 0) throw malformed();
  return groupId;
}

function parseAfter(prefix: string, uri: string, maxBytes: number): Uint8Array {
  if (!uri.startsWith(prefix)) throw malformed();
  try {
    return parseBase64url(uri.slice(prefix.length), maxBytes);
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): Error {
  return protocolError('SOTTO_URI_MALFORMED', 'The URI is no sotto: URI of this kind.', cause);
}
