import { isSottoError } from '@sotto/core';
import type { Crypto, IdentityHash } from '@sotto/core';
import type { Authenticate, Presented } from '@sotto/mls';
import { bytesEqual, parseCredential, verifyDeviceLink } from '@sotto/protocol';
import type { DeviceCredential } from '@sotto/protocol';

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
  { credential: presented, signatureKey }: Presented,
): Promise<Authenticated | undefined> {
  if (presented.credentialType !== 'basic') return undefined;
  let credential: DeviceCredential;
  try {
    credential = parseCredential(presented.identity);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    // A credential of no form vouches for nobody.
    return undefined;
  }
  if (!bytesEqual(credential.link.signatureKey, signatureKey)) return undefined;
  if (!(await verifyDeviceLink(credential.link, crypto.signatures.Ed25519.verify)))
    return undefined;
  return { identity: credential.identity, deviceKey: credential.link.signatureKey };
}

/** What the MLS engine asks of every leaf. No version of this handset follows one device by another. */
export function authenticationService(crypto: Crypto): Authenticate {
  return async (claim, previous) =>
    claim.role === 'member' &&
    previous === undefined &&
    (await authenticate(crypto, claim)) !== undefined;
}
