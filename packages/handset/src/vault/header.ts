import type { Crypto } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import { concat, utf8 } from '../bytes.ts';
import { vaultError } from './error.ts';

/** What one try of a passphrase costs. */
export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The one record of the store that is not sealed. */
export interface VaultHeader {
  readonly cost: Argon2Cost;
  readonly salt: Uint8Array;
  /** Sealed slots, all of `slotBytes`. This version has exactly one; later ones have more, equal in size and cost. */
  readonly slots: readonly Uint8Array[];
}

/** The header's key. Blinded keys are 24 or 32 bytes, so it can be none of them. */
export const headerKey: Uint8Array = utf8('sotto vault');

export const saltBytes = 16;
/** Nonce, 64 bytes of sealed content, tag. */
export const slotBytes: number = 12 + 64 + 16;
/** RFC 9106 §4 recommends 64 MiB and 3 passes where memory is scarce; its 4 lanes would run one by one here. */
export const defaultArgon2Cost: Argon2Cost = { memoryKiB: 65_536, passes: 3, parallelism: 1 };

const magic = utf8('SOTTOVLT');
/** Of the header and of everything that the handset keeps behind it. */
const version = 3;
const firstVersion = 1;
const argon2idVersion13 = 1;
const slotCount = 1;
const checksumBytes = 16;
const slotsOffset = magic.length + 1 + 1 + 4 + 1 + 1 + saltBytes + 1;
export const headerBytes: number = slotsOffset + slotCount * slotBytes + checksumBytes;

/** The bytes before the slots: each slot is sealed with them as associated data. */
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
  const content = concat(headerPrefix(header), ...header.slots);
  return concat(content, await checksum(crypto, content));
}

/**
 * Reads a header. The checksum tells damage from a wrong passphrase; it is no protection against change, the slots' seals
 * are. Costs are bounded, so that a store made by somebody else cannot demand all memory there is.
 * @throws VAULT_NEWER, VAULT_OLDER, VAULT_BROKEN
 */
export async function parseHeader(crypto: Crypto, bytes: Uint8Array): Promise<VaultHeader> {
  if (bytes.length <= magic.length || !magic.every((byte, index) => bytes[index] === byte)) {
    throw broken('begins as no vault does');
  }
  const found = bytes[magic.length] ?? 0;
  if (found > version)
    throw vaultError('VAULT_NEWER', 'A later version of the handset made this vault.');
  const content = bytes.subarray(0, headerBytes - checksumBytes);
  const stored = bytes.subarray(headerBytes - checksumBytes);
  // All versions so far are of one form, so that damage does not pass for another version.
  const isWhole =
    bytes.length === headerBytes && crypto.equal(await checksum(crypto, content), stored);
  if (bytes.length === headerBytes && !isWhole) throw broken('is damaged');
  if (found >= firstVersion && found < version) {
    throw vaultError(
      'VAULT_OLDER',
      'An earlier version of the handset made this vault, and this version cannot read it. Make a new handset, and meet your contacts anew by invites.',
    );
  }
  if (found !== version || !isWhole) throw broken('has a wrong version or length');

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = magic.length;
  const cost: Argon2Cost = {
    memoryKiB: view.getUint32(at + 2),
    passes: view.getUint8(at + 6),
    parallelism: view.getUint8(at + 7),
  };
  if (view.getUint8(at + 1) !== argon2idVersion13 || view.getUint8(slotsOffset - 1) !== slotCount) {
    throw broken('asks for what this version does not know');
  }
  if (!isBearable(cost)) throw broken('asks for an unbearable Argon2id cost');
  const salt = bytes.slice(at + 8, at + 8 + saltBytes);
  return { cost, salt, slots: [bytes.slice(slotsOffset, slotsOffset + slotBytes)] };
}

/** True when this handset is ready to pay the cost. */
export function isBearable(cost: Argon2Cost): boolean {
  const { memoryKiB, passes, parallelism } = cost;
  return (
    [memoryKiB, passes, parallelism].every(Number.isSafeInteger) &&
    parallelism >= 1 &&
    parallelism <= handsetLimits.maxArgon2Parallelism &&
    passes >= 1 &&
    passes <= handsetLimits.maxArgon2Passes &&
    memoryKiB >= 8 * parallelism &&
    memoryKiB <= handsetLimits.maxArgon2MemoryKiB
  );
}

async function checksum(crypto: Crypto, content: Uint8Array): Promise<Uint8Array> {
  return (await crypto.hash('SHA-256', content)).subarray(0, checksumBytes);
}

function broken(what: string): Error {
  return vaultError('VAULT_BROKEN', `The header of the vault ${what}.`);
}
