import type { IdentityHash } from '@sotto/core';
import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes of an `IdentityHash`. */
export const identityHashBytes = 32;

/** The hash that names a person: SHA-256 of the bytes of the first link of their device chain. */
export function identityHash(firstLinkBytes: Uint8Array): IdentityHash {
  return sha256(firstLinkBytes) as Uint8Array as IdentityHash;
}
