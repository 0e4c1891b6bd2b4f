import { isSottoError } from '@sotto/core';
import type { Crypto, IdentityHash } from '@sotto/core';
import type { Authenticate, Presented } from '@sotto/mls';
import { bytesEqual, parseCredential, verifyCredential } from '@sotto/protocol';
import type { DeviceCredential } from '@sotto/protocol';

/** Whom a leaf belongs to, once everything it claims was checked. */
export interface Authenticated {
  readonly identity: IdentityHash;
  readonly deviceKey: Uint8Array;
}

/**
 * The authentication service of RFC 9750 §3.1: believes a leaf when its credential holds the links that lead from the
 * first device of the identity it names to a device, all of them are signed, and the key of that device is the leaf's. Else
 * `undefined`.
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
  if (!bytesEqual(credential.deviceKey, signatureKey)) return undefined;
  if (!(await verifyCredential(credential, crypto.signatures.Ed25519.verify))) return undefined;
  return { identity: credential.identity, deviceKey: credential.deviceKey };
}

/**
 * What the MLS engine asks of every leaf. A device may be followed by another one of the same identity, and by nobody else's: which commits may do that
 * is for the group's rules to say (group/policy.ts).
 */
export function authenticationService(crypto: Crypto): Authenticate {
  return async (claim, previous) => {
    if (claim.role !== 'member') return false;
    const now = await authenticate(crypto, claim);
    if (now === undefined || previous === undefined) return now !== undefined;
    const before = await authenticate(crypto, previous);
    return before !== undefined && bytesEqual(before.identity, now.identity);
  };
}
