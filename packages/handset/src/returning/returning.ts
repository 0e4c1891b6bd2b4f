import { bytesEqual, deviceLinkBytesToSign, encodeDeviceLink } from '@sotto/protocol';
import type { UnsignedAddLink, UnsignedRevokeLink } from '@sotto/protocol';
import type { Crypto } from '@sotto/core';
import { erase } from '../bytes.ts';
import { wholeHour } from '../devices/whole-hour.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Device } from '../identity/self.ts';
import { decodeReturning, returningName } from '../storage/returning-record.ts';
import type { ReturningRecord } from '../storage/returning-record.ts';
import { beginTransaction } from '../storage/transaction.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** The device in whose place this one comes, while it does. */
export interface Former {
  readonly device: () => Pick<Device, 'key' | 'signaturePrivateKey'> | undefined;
  readonly record: () => ReturningRecord | undefined;
  /** Nothing is left to come back into. */
  readonly forget: () => void;
}

export async function loadFormer(store: SealedStore): Promise<Former> {
  const stored = await store.get(returningName);
  let record = stored && decodeReturning(stored);
  return {
    device: () => record && { key: record.formerKey, signaturePrivateKey: record.formerSeed },
    record: () => record,
    forget: () => {
      if (record !== undefined) erase(record.formerSeed, record.signerSeed);
      record = undefined;
    },
  };
}

type LinkParts = Pick<Engine, 'chains' | 'self' | 'clock'> & {
  readonly crypto: Pick<Crypto, 'signatures' | 'hash'>;
};

/**
 * The links that put this device behind the end of its person's chain, and take the former one out of it. None when it is there.
 * @throws BACKUP_REVOKED when who signs for it was revoked meanwhile
 */
export async function linksOfReturn(
  { chains, self, clock, crypto }: LinkParts,
  record: ReturningRecord,
): Promise<readonly Uint8Array[]> {
  const chain = chains.of(self.identity);
  if (chain === undefined || chain.devices.some(({ key }) => bytesEqual(key, self.device.key)))
    return [];
  if (chains.isRevoked(self.identity, record.signerKey))
    throw handsetError(
      'BACKUP_REVOKED',
      'The key that vouches for this device was revoked. Link this device from one that is in use.',
    );
  const { Ed25519 } = crypto.signatures;
  const unsigned: UnsignedAddLink = {
    kind: 'add',
    signatureKey: self.device.key,
    by: record.signerKey,
    previous: chain.head,
    createdAtHour: wholeHour(clock),
    role: 'device',
  };
  const bytes = deviceLinkBytesToSign(unsigned);
  const add = encodeDeviceLink({
    ...unsigned,
    signature: await Ed25519.sign(record.signerSeed, bytes),
    proof: await Ed25519.sign(self.device.signaturePrivateKey, bytes),
  });
  if (chains.isRevoked(self.identity, record.formerKey)) return [add];
  const end: UnsignedRevokeLink = {
    kind: 'revoke',
    signatureKey: record.formerKey,
    by: self.device.key,
    previous: await crypto.hash('SHA-256', add),
    createdAtHour: wholeHour(clock),
  };
  const signature = await Ed25519.sign(self.device.signaturePrivateKey, deviceLinkBytesToSign(end));
  return [add, encodeDeviceLink({ ...end, signature })];
}

/** Takes what a member says of this person's chain, when it goes on behind what is known. */
export async function learnOwnChain(
  { chains, self, store }: Pick<Engine, 'chains' | 'self' | 'store'>,
  links: readonly Uint8Array[],
): Promise<void> {
  const known = chains.links(self.identity);
  const isLonger =
    links.length > known.length && known.every((link, at) => bytesEqual(link, links[at]!));
  if (!isLonger) return;
  const tx = beginTransaction(store);
  await chains.learn(tx, self.identity, links);
  await tx.commit();
}
