import type { Crypto } from '@sotto/core';
import { concat, utf8 } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import type { Argon2Cost } from './cost.ts';
import { isBearable } from './cost.ts';
import { vaultError } from './error.ts';

/** The one record of the store that is not sealed. */
export interface VaultHeader {
  readonly version: 4;
  readonly cost: Argon2Cost;
  readonly salt: Uint8Array;
  /** The wrong try that erases everything, 1 to 255; 0 for none. */
  readonly maxTries: number;
  /** Tries that began since the last one that opened, up to 255. */
  readonly wrongTries: number;
  /** WebAuthn credential whose secret is mixed into the keys of the slots; empty for none. */
  readonly credentialId: Uint8Array;
  /** `slotCount` of them, of `slotBytes` each; which of them are in use cannot be seen. */
  readonly slots: readonly Uint8Array[];
}

/** Of a vault that is read once more, to be made one of this version. It had one slot, and counted no tries. */
export interface HeaderOf3 {
  readonly version: 3;
  readonly cost: Argon2Cost;
  readonly salt: Uint8Array;
  /** The bytes before the slot. */
  readonly prefix: Uint8Array;
  readonly slot: Uint8Array;
}

/** The header's key. Blinded keys are 24 or 32 bytes, so it can be none of them. */
export const headerKey: Uint8Array = utf8('sotto vault');

export const saltBytes = 16;
export const slotCount = 4;
/** Of a slot's content, before it is sealed. */
export const slotContentBytes = 128;
export const sealBytes: number = 12 + 16;
export const slotBytes: number = slotContentBytes + sealBytes;

const magic = utf8('SOTTOVLT');
/** Of the header and of everything that the handset keeps behind it. */
const version = 4;
const firstVersion = 1;
const argon2idVersion13 = 1;
const checksumBytes = 16;
/** Magic, version, key derivation, memory, passes, parallelism, salt, number of slots. */
const prefixBytes = magic.length + 8 + saltBytes + 1;
/** Both numbers of tries, and the length of the credential id. */
const fixedBytes = prefixBytes + 1 + 1 + 2;
const bytesOf3 = prefixBytes + 64 + sealBytes + checksumBytes;

/** Of a header whose credential id has so many bytes. */
export function headerBytes(credentialIdBytes: number): number {
  return fixedBytes + credentialIdBytes + slotCount * slotBytes + checksumBytes;
}

/** The bytes before the tries: each slot is sealed with them as associated data. */
export function headerPrefix(header: Pick<VaultHeader, 'cost' | 'salt'>): Uint8Array {
  const { memoryKiB, passes, parallelism } = header.cost;
  const fixed = new Uint8Array(8);
  const view = new DataView(fixed.buffer);
  view.setUint8(0, version);
  view.setUint8(1, argon2idVersion13);
  view.setUint32(2, memoryKiB);
  view.setUint8(6, passes);
  view.setUint8(7, parallelism);
  return concat(magic, fixed, header.salt, Uint8Array.of(slotCount));
}

export async function encodeHeader(crypto: Crypto, header: VaultHeader): Promise<Uint8Array> {
  const { maxTries, wrongTries, credentialId } = header;
  const { length } = credentialId;
  const content = concat(
    headerPrefix(header),
    Uint8Array.of(maxTries, wrongTries, length >> 8, length & 0xff),
    credentialId,
    ...header.slots,
  );
  return concat(content, await checksum(crypto, content));
}

/**
 * Reads a header. The checksum tells damage from a wrong passphrase; it is no protection against change, the slots' seals
 * are. Costs are bounded, so that a store made by somebody else cannot demand all memory there is.
 * @throws VAULT_NEWER, VAULT_OLDER, VAULT_BROKEN
 */
export async function parseHeader(
  crypto: Crypto,
  bytes: Uint8Array,
): Promise<VaultHeader | HeaderOf3> {
  if (bytes.length <= magic.length || !magic.every((byte, index) => bytes[index] === byte)) {
    throw broken('begins as no vault does');
  }
  const found = bytes[magic.length] ?? 0;
  if (found > version)
    throw vaultError(
      'VAULT_NEWER',
      'A later version of the handset made this vault. Update this handset to open it; nothing was changed.',
    );
  if (found < firstVersion) throw broken('has no version');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A length of its own for each form, so that damage does not pass for another version.
  const credentialIdBytes = bytes.length < fixedBytes ? 0 : view.getUint16(fixedBytes - 2);
  const length = found === version ? headerBytes(credentialIdBytes) : bytesOf3;
  if (bytes.length !== length) throw broken('has a wrong length');
  const content = bytes.subarray(0, length - checksumBytes);
  if (!crypto.equal(await checksum(crypto, content), bytes.subarray(length - checksumBytes)))
    throw broken('is damaged');
  if (found < 3) {
    throw vaultError(
      'VAULT_OLDER',
      'An earlier version of the handset made this vault, and this version cannot read it. Make a new handset, and meet your contacts anew by invites.',
    );
  }

  const at = magic.length;
  const cost: Argon2Cost = {
    memoryKiB: view.getUint32(at + 2),
    passes: view.getUint8(at + 6),
    parallelism: view.getUint8(at + 7),
  };
  const slotsThere = view.getUint8(prefixBytes - 1);
  if (
    view.getUint8(at + 1) !== argon2idVersion13 ||
    slotsThere !== (found === version ? slotCount : 1) ||
    (found === version && credentialIdBytes > handsetLimits.maxCredentialIdBytes)
  ) {
    throw broken('asks for what this version does not know');
  }
  if (!isBearable(cost)) throw broken('asks for an unbearable Argon2id cost');
  const salt = bytes.slice(at + 8, at + 8 + saltBytes);
  if (found !== version) {
    const prefix = bytes.slice(0, prefixBytes);
    return { version: 3, cost, salt, prefix, slot: bytes.slice(prefixBytes, -checksumBytes) };
  }
  const slotsOffset = fixedBytes + credentialIdBytes;
  return {
    version: 4,
    ...{ cost, salt },
    maxTries: view.getUint8(prefixBytes),
    wrongTries: view.getUint8(prefixBytes + 1),
    credentialId: bytes.slice(fixedBytes, slotsOffset),
    slots: Array.from({ length: slotCount }, (_, index) =>
      bytes.slice(slotsOffset + index * slotBytes, slotsOffset + (index + 1) * slotBytes),
    ),
  };
}

async function checksum(crypto: Crypto, content: Uint8Array): Promise<Uint8Array> {
  return (await crypto.hash('SHA-256', content)).subarray(0, checksumBytes);
}

function broken(what: string): Error {
  return vaultError('VAULT_BROKEN', `The header of the vault ${what}.`);
}
