import { appDataDictionary, extensionTypes } from '@sotto/mls';
import type { Capabilities, Extension, KeyPackage, OwnKeyPackage } from '@sotto/mls';
import { encodeLeafMailbox, leafMailboxComponentId } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { groupSuite } from './group-mls.ts';
import { refusal } from './refusal.ts';

/** What making and reading KeyPackages takes. */
export type KeyPackageParts = Pick<Engine, 'mls' | 'clock' | 'self'>;

// RFC 9420 §17: the version mls10, the credential basic.
const mls10 = 1;
const basic = 1;

/** What every leaf of this handset says it can do. */
export const leafCapabilities: Capabilities = {
  versions: [mls10],
  cipherSuites: [groupSuite],
  extensions: [extensionTypes.appDataDictionary],
  proposals: [],
  credentials: [basic],
};

/** The extensions of a leaf of this handset: where it is posted to. */
export function leafExtensions({
  address,
  relays,
}: Pick<OwnMailbox, 'address' | 'relays'>): readonly Extension[] {
  const data = encodeLeafMailbox({ address, relays });
  return [appDataDictionary([{ componentId: leafMailboxComponentId, data }])];
}

/**
 * A KeyPackage of this device, to be used once, whose leaf is posted to at `mailbox`. Its lifetime begins before now, so that a reader
 * whose clock is behind takes it. The signature key in it is the device's own array, not a copy.
 */
export function makeKeyPackage(
  { mls, clock, self }: KeyPackageParts,
  mailbox: OwnMailbox,
): Promise<OwnKeyPackage> {
  const now = nowSeconds(clock);
  const slack = handsetLimits.keyPackageSlackSeconds;
  return mls.createKeyPackage({
    cipherSuite: groupSuite,
    credential: { credentialType: 'basic', identity: self.device.credential },
    signaturePrivateKey: self.device.signaturePrivateKey,
    lifetime: {
      notBefore: BigInt(Math.max(0, now - slack)),
      notAfter: BigInt(now + handsetLimits.keyPackageSeconds + slack),
    },
    capabilities: leafCapabilities,
    leafNodeExtensions: leafExtensions(mailbox),
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
  if (keyPackage.cipherSuite !== groupSuite) throw refusal('A KeyPackage is for another suite.');
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
