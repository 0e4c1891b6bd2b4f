import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../bytes.ts';

/** Length of every hash here: SHA-256. */
export const hashBytes = 32;

/** Hash of one entry: SHA-256(0x00, entry) (RFC 6962 §2.1, RFC 9162 §2.1.1). 32 bytes. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x00), entry));
}

/** Hash of two subtrees side by side: SHA-256(0x01, left, right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x01), left, right));
}

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962 §2.1). */
export function emptyTreeRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}
