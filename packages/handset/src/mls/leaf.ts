import type { Capabilities, LeafNode } from 'ts-mls';
import { handsetLimits } from '../limits.ts';
import { suiteName } from './cipher-suite.ts';
import { xwingLengths } from './hpke.ts';
import { refusal } from './refusal.ts';
import type { LeafClaims } from './seam.ts';

/** What our leaves say that they can do: no extension, no further proposal. */
export const ourCapabilities: Capabilities = {
  versions: ['mls10'],
  ciphersuites: [suiteName],
  extensions: [],
  proposals: [],
  credentials: ['basic'],
};

/**
 * Checks what RFC 9420 §7.3 asks of a leaf apart from its signature and lifetime, for our one suite, and gives its claims.
 * @throws MLS_REFUSED
 */
export function leafClaims(leaf: LeafNode): LeafClaims {
  const { credential, capabilities } = leaf;
  if (credential.credentialType !== 'basic' || !('identity' in credential)) {
    throw refusal('A leaf has no basic credential.');
  }
  if (credential.identity.length > handsetLimits.maxMlsCredentialBytes) {
    throw refusal('A credential is too long.');
  }
  if (
    leaf.signaturePublicKey.length !== 32 ||
    leaf.hpkePublicKey.length !== xwingLengths.publicKey
  ) {
    throw refusal('A leaf has a key of a wrong length.');
  }
  if (
    !capabilities.versions.includes('mls10') ||
    !capabilities.ciphersuites.includes(suiteName) ||
    !capabilities.credentials.includes('basic') ||
    leaf.extensions.length > 0
  ) {
    throw refusal('A leaf cannot do what it is used for.');
  }
  return { credential: credential.identity, signaturePublicKey: leaf.signaturePublicKey };
}
