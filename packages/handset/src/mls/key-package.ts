import type { KeyPackage, OwnKeyPackage } from '@sotto/mls';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { pairSuite } from './pair-mls.ts';
import { refusal } from './refusal.ts';

/** What making and reading KeyPackages takes. */
export type KeyPackageParts = Pick<Engine, 'mls' | 'clock' | 'self'>;

// RFC 9420 §17: the version mls10, the credential basic.
const mls10 = 1;
const basic = 1;

/**
 * A KeyPackage of this device, to be used once. Its lifetime begins before now, so that a reader whose clock is behind takes
 * it. The signature key in it is the device's own array, not a copy.
 */
export function makeKeyPackage({ mls, clock, self }: KeyPackageParts): Promise<OwnKeyPackage> {
  const now = nowSeconds(clock);
  const slack = handsetLimits.keyPackageSlackSeconds;
  return mls.createKeyPackage({
    cipherSuite: pairSuite,
    credential: { credentialType: 'basic', identity: self.device.credential },
    signaturePrivateKey: self.device.signaturePrivateKey,
    lifetime: {
      notBefore: BigInt(Math.max(0, now - slack)),
      notAfter: BigInt(now + handsetLimits.keyPackageSeconds + slack),
    },
    capabilities: {
      versions: [mls10],
      cipherSuites: [pairSuite],
      extensions: [],
      proposals: [],
      credentials: [basic],
    },
  });
}

/** A KeyPackage that was stored, with private keys of its own. */
export function storedKeyPackage(
  { mls, self }: Pick<KeyPackageParts, 'mls' | 'self'>,
  stored: Pick<OwnKeyPackage, 'message' | 'initPrivateKey' | 'encryptionPrivateKey'>,
): OwnKeyPackage {
  return {
    keyPackage: keyPackageIn(mls.parse(stored.message)),
    message: stored.message,
    initPrivateKey: stored.initPrivateKey.slice(),
    encryptionPrivateKey: stored.encryptionPrivateKey.slice(),
    signaturePrivateKey: self.device.signaturePrivateKey.slice(),
  };
}

/**
 * Somebody's KeyPackage, of our one suite and validated by RFC 9420 §10.1. Whose it is was checked too.
 * @throws MLS_REFUSED and the engine's codes: see `isRefusal`
 */
export async function readKeyPackage(
  { mls, clock }: Pick<KeyPackageParts, 'mls' | 'clock'>,
  bytes: Uint8Array,
): Promise<KeyPackage> {
  if (bytes.length > handsetLimits.maxMlsKeyPackageBytes)
    throw refusal('A KeyPackage is too long.');
  const keyPackage = keyPackageIn(mls.parse(bytes));
  if (keyPackage.cipherSuite !== pairSuite) throw refusal('A KeyPackage is for another suite.');
  await mls.validateKeyPackage(keyPackage, nowSeconds(clock));
  return keyPackage;
}

export function nowSeconds(clock: Engine['clock']): number {
  return Math.floor(clock.now() / 1_000);
}

function keyPackageIn(message: ReturnType<Engine['mls']['parse']>): KeyPackage {
  if (message.wireFormat !== 'key_package') throw refusal('This is no KeyPackage.');
  return message.keyPackage;
}
