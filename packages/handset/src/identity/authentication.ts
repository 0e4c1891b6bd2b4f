import { isSottoError } from '@sotto/core';
import type { Crypto, IdentityHash } from '@sotto/core';
import { bytesEqual, parseCredential, verifyDeviceLink } from '@sotto/protocol';
import type { DeviceCredential } from '@sotto/protocol';
import type { LeafClaims } from '../mls/seam.ts';

/** Whom a leaf belongs to, once everything it claims was checked. */
export interface Authenticated {
  readonly identity: IdentityHash;
  readonly deviceKey: Uint8Array;
}

/**
 * The authentication service of RFC 9750 §3.1: believes a leaf when its credential holds the first link of the chain of
 * the identity it names, the link is signed by its own key, and that key is the leaf's. Else `undefined`.
 */
export async function authenticate(
  crypto: Crypto,
  claims: LeafClaims,
): Promise<Authenticated | undefined> {
  let credential: DeviceCredential;
  try {
    credential = parseCredential(claims.credential);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // A credential of no form vouches for nobody.
    return undefined;
  }
  if (!bytesEqual(credential.link.signatureKey, claims.signaturePublicKey)) return undefined;
  if (!(await verifyDeviceLink(credential.link, crypto.signatures.Ed25519.verify))) return undefined;
  return { identity: credential.identity, deviceKey: credential.link.signatureKey };
}
