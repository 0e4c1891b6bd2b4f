import type { Clock, Crypto } from '@sotto/core';
import {
  bytesEqual,
  deviceLinkBytesToSign,
  encodeDeviceLink,
  identityHash,
  verifyDeviceChain,
} from '@sotto/protocol';
import type { UnsignedAddLink } from '@sotto/protocol';
import { wholeHour } from '../devices/whole-hour.ts';
import { handsetError } from '../error.ts';
import { pathTo } from '../identity/path.ts';
import type { ReturningRecord } from '../storage/returning-record.ts';
import type { SelfRecord } from '../storage/self-record.ts';
import type { Home } from '../sync/homes.ts';

/** A key of the person's chain that vouches for a new device. */
export interface Signer {
  readonly key: Uint8Array;
  readonly seed: Uint8Array;
}

export interface NewSelfInput {
  /** Of the device that the backup was made of. */
  readonly former: SelfRecord;
  /** The person's chain as the backup has it. */
  readonly links: readonly Uint8Array[];
  /** Default: the former device. */
  readonly signer?: Signer;
  readonly homes?: readonly Home[];
}

export interface NewSelf {
  readonly self: SelfRecord;
  readonly returning: ReturningRecord;
  /** Other devices of the person are in use, as far as the backup knows. */
  readonly hasOthers: boolean;
}

/**
 * A new device of the person that a backup is of. Its credential holds a link of the signer; the chain gets one once it is known where it ends (returning/join-chain.ts).
 * @throws BACKUP_REVOKED, BACKUP_MALFORMED
 */
export async function newSelf(
  { crypto, clock }: { readonly crypto: Crypto; readonly clock: Clock },
  { former, links: known, signer, homes }: NewSelfInput,
): Promise<NewSelf> {
  const { Ed25519 } = crypto.signatures;
  const links = known.length > 0 ? known : former.path;
  const chain = await verifyDeviceChain(links, Ed25519.verify);
  const [first] = former.path;
  if (
    chain === undefined ||
    first === undefined ||
    !bytesEqual(chain.identity, identityHash(first))
  )
    throw handsetError('BACKUP_MALFORMED', 'The backup names nobody.');
  const by = signer ?? { key: former.deviceKey, seed: former.deviceSeed };
  const isGood = chain.devices.some(
    ({ key, revokedAtHour }) => bytesEqual(key, by.key) && revokedAtHour === undefined,
  );
  const path = isGood ? pathTo(links, by.key) : undefined;
  if (path === undefined)
    throw handsetError('BACKUP_REVOKED', 'The key that vouches for this device was revoked.');
  const deviceSeed = crypto.random(32);
  const deviceKey = await Ed25519.publicKey(deviceSeed);
  const unsigned: UnsignedAddLink = {
    kind: 'add',
    signatureKey: deviceKey,
    by: by.key,
    previous: chain.head,
    createdAtHour: wholeHour(clock),
    role: 'device',
  };
  const bytes = deviceLinkBytesToSign(unsigned);
  const link = encodeDeviceLink({
    ...unsigned,
    signature: await Ed25519.sign(by.seed, bytes),
    proof: await Ed25519.sign(deviceSeed, bytes),
  });
  const others = chain.devices.filter(
    ({ key, role, revokedAtHour }) =>
      role === 'device' && revokedAtHour === undefined && !bytesEqual(key, former.deviceKey),
  );
  return {
    self: {
      deviceSeed,
      // The relays know the credit by it, and give none twice.
      holderSeed: former.holderSeed,
      deviceKey,
      path: [...path, link],
      homes: homes ?? former.homes,
      suggestedName: former.suggestedName,
    },
    returning: {
      formerKey: former.deviceKey,
      formerSeed: former.deviceSeed,
      signerKey: by.key,
      signerSeed: by.seed,
      restoredAtMs: clock.now(),
    },
    hasOthers: others.length > 0,
  };
}
