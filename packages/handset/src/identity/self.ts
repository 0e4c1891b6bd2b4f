import type { Crypto, IdentityHash } from '@sotto/core';
import {
  deviceLinkBytesToSign,
  encodeCredential,
  encodeDeviceLink,
  identityHash,
} from '@sotto/protocol';
import type { IdentityId } from '../api.ts';
import { handsetError } from '../error.ts';
import { toHex } from '../hex.ts';
import type { Home } from '../sync/homes.ts';
import type { SelfRecord } from '../storage/self-record.ts';

/** What a leaf of this handset is made with. */
export interface Device {
  /** Ed25519 seed, 32 bytes. */
  readonly signaturePrivateKey: Uint8Array;
  /** Its public key, 32 bytes: names the device. */
  readonly key: Uint8Array;
  /** Content of the basic credential. */
  readonly credential: Uint8Array;
}

/** Who this handset is, ready for use. */
export interface Self {
  readonly identity: IdentityHash;
  readonly id: IdentityId;
  readonly device: Device;
  readonly suggestedName: string;
  /** Another device of the identity added this one. */
  readonly isLinked: boolean;
}

export interface NewSelf {
  readonly homes: readonly Home[];
  readonly suggestedName: string;
  readonly nowMs: number;
  /** 32 bytes, random. */
  readonly holderSeed: Uint8Array;
}

/** Makes a device key and the first link of its chain, which names a new identity. */
export async function createSelf(
  crypto: Crypto,
  { homes, suggestedName, nowMs, holderSeed }: NewSelf,
): Promise<SelfRecord> {
  const deviceSeed = crypto.random(32);
  const deviceKey = await crypto.signatures.Ed25519.publicKey(deviceSeed);
  const unsigned = {
    kind: 'first',
    signatureKey: deviceKey,
    nonce: crypto.random(16),
    createdAtHour: Math.max(0, Math.floor(nowMs / 3_600_000)),
  } as const;
  const signature = await crypto.signatures.Ed25519.sign(
    deviceSeed,
    deviceLinkBytesToSign(unsigned),
  );
  const link = encodeDeviceLink({ ...unsigned, signature });
  return { deviceSeed, holderSeed, deviceKey, path: [link], homes, suggestedName };
}

/** @throws VAULT_BROKEN, CREDENTIAL_MALFORMED when the record is not whole */
export function selfOf(record: SelfRecord): Self {
  const [first] = record.path;
  if (first === undefined) throw handsetError('VAULT_BROKEN', 'The vault names no identity.');
  const identity = identityHash(first);
  return {
    identity,
    id: toHex(identity) as IdentityId,
    device: {
      signaturePrivateKey: record.deviceSeed,
      key: record.deviceKey,
      credential: encodeCredential(record.path),
    },
    suggestedName: record.suggestedName,
    isLinked: record.path.length > 1,
  };
}
