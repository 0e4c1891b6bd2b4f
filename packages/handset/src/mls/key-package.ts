import type { Clock } from '@sotto/core';
import type { CiphersuiteImpl, KeyPackage, PrivateKeyPackage } from 'ts-mls';
import { generateKeyPackageWithKey, verifyKeyPackage } from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { handsetLimits } from '../limits.ts';
import { concat, sameBytes } from '../bytes.ts';
import { suiteName } from './cipher-suite.ts';
import { xwingLengths } from './hpke.ts';
import { leafClaims, ourCapabilities } from './leaf.ts';
import { inputFault, refusal, refusing } from './refusal.ts';
import type { LeafClaims, MlsDevice, OwnKeyPackage } from './seam.ts';
import { parseWire } from './wire.ts';

/** A KeyPackage of this device with its private parts, as the library has them. */
export interface MadeKeyPackage {
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
}

/** RFC 9420 §10. Its lifetime begins before now, so that a reader whose clock is behind takes it. */
export function makeKeyPackage(
  suite: CiphersuiteImpl,
  clock: Clock,
  device: MlsDevice,
): Promise<MadeKeyPackage> {
  if (device.credential.length > handsetLimits.maxMlsCredentialBytes) {
    throw inputFault('The credential is too long.');
  }
  const now = BigInt(Math.floor(clock.now() / 1_000));
  const slack = BigInt(handsetLimits.keyPackageSlackSeconds);
  const begin = now - slack;
  const lifetime = {
    notBefore: begin > 0n ? begin : 0n,
    notAfter: now + BigInt(handsetLimits.keyPackageSeconds) + slack,
  };
  return generateKeyPackageWithKey(
    { credentialType: 'basic', identity: device.credential.slice() },
    ourCapabilities,
    lifetime,
    [],
    { signKey: device.signaturePrivateKey.slice(), publicKey: device.signaturePublicKey.slice() },
    suite,
  );
}

/**
 * Parses and validates (RFC 9420 §10.1): our version and suite, claims, lifetime by our clock, both signatures, two unlike keys.
 * @throws MLS_REFUSED
 */
export async function readKeyPackage(
  suite: CiphersuiteImpl,
  clock: Clock,
  bytes: Uint8Array,
): Promise<{ readonly keyPackage: KeyPackage; readonly claims: LeafClaims }> {
  const { keyPackage } = await parseWire(
    'mls_key_package',
    bytes,
    handsetLimits.maxMlsKeyPackageBytes,
  );
  const { leafNode } = keyPackage;
  if (keyPackage.version !== 'mls10' || keyPackage.cipherSuite !== suiteName) {
    throw refusal('A KeyPackage is for another version or suite.');
  }
  const claims = leafClaims(leafNode);
  if (keyPackage.extensions.length > 0) throw refusal('A KeyPackage has an extension.');
  if (
    keyPackage.initKey.length !== xwingLengths.publicKey ||
    sameBytes(keyPackage.initKey, leafNode.hpkePublicKey)
  ) {
    throw refusal('A KeyPackage has a wrong init key.');
  }
  if (leafNode.leafNodeSource !== 'key_package' || !isCurrent(leafNode.lifetime, clock.now())) {
    throw refusal('A KeyPackage is not valid now.');
  }
  const signed = await refusing('A KeyPackage', async () => {
    const bySelf = await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature);
    return bySelf && (await verifyKeyPackage(keyPackage, suite.signature));
  });
  if (!signed) throw refusal('A KeyPackage has a wrong signature.');
  return { keyPackage, claims };
}

const secretVersion = 1;
const seedBytes = 32;

/** The KeyPackage to be given away, and the three seeds behind it for the vault. */
export function encodeOwnKeyPackage(made: MadeKeyPackage): OwnKeyPackage {
  const { initPrivateKey, hpkePrivateKey, signaturePrivateKey } = made.privatePackage;
  return {
    keyPackage: encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_key_package',
      keyPackage: made.publicPackage,
    }),
    secret: concat(
      Uint8Array.of(secretVersion),
      initPrivateKey,
      hpkePrivateKey,
      signaturePrivateKey,
    ),
  };
}

/** @throws MLS_INPUT */
export async function decodeOwnKeyPackage(own: OwnKeyPackage): Promise<MadeKeyPackage> {
  const { secret } = own;
  if (secret.length !== 1 + 3 * seedBytes || secret[0] !== secretVersion) {
    throw inputFault('The private part of a KeyPackage cannot be read.');
  }
  const message = await parseWire(
    'mls_key_package',
    own.keyPackage,
    handsetLimits.maxMlsKeyPackageBytes,
  );
  const seed = (index: number): Uint8Array =>
    secret.slice(1 + index * seedBytes, 1 + (index + 1) * seedBytes);
  return {
    publicPackage: message.keyPackage,
    privatePackage: {
      initPrivateKey: seed(0),
      hpkePrivateKey: seed(1),
      signaturePrivateKey: seed(2),
    },
  };
}

function isCurrent(
  lifetime: { readonly notBefore: bigint; readonly notAfter: bigint },
  nowMs: number,
): boolean {
  const now = BigInt(Math.floor(nowMs / 1_000));
  const { notBefore, notAfter } = lifetime;
  return (
    notBefore <= now &&
    now <= notAfter &&
    notAfter - notBefore <= BigInt(handsetLimits.maxKeyPackageLifetimeSeconds)
  );
}
