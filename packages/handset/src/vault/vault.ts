import type { Records } from '@sotto/core';
import { erase } from '../bytes.ts';
import { vaultError } from './error.ts';
import type { Argon2Cost, VaultHeader } from './header.ts';
import {
  defaultArgon2Cost,
  encodeHeader,
  headerKey,
  headerPrefix,
  isBearable,
  parseHeader,
  saltBytes,
} from './header.ts';
import { createKeyRing } from './key-ring.ts';
import { isPossiblePassphrase, requireGoodPassphrase, stretchPassphrase } from './passphrase.ts';
import type { SealedRecords, VaultParts } from './sealed-records.ts';
import { createSealedRecords, rethrowFull } from './sealed-records.ts';
import type { SealedChange, SealedStore } from './sealed-store.ts';
import { masterKeyBytes, openSlot, sealSlot } from './slot.ts';

/** A vault whose keys are in memory. */
export interface OpenVault {
  readonly store: SealedStore;
  /** See `SealedRecords.lock`. */
  readonly lock: () => Promise<void>;
}

export interface CreateVaultOptions {
  readonly passphrase: string;
  /** Written together with the header: there is never a vault without them. */
  readonly first?: readonly SealedChange[];
  /** Cheap costs make tests quick and passphrases guessable. */
  readonly unsafeArgon2?: Argon2Cost;
  readonly signal?: AbortSignal;
}

export interface OpenVaultOptions {
  readonly passphrase: string;
  readonly signal?: AbortSignal;
}

/** `empty`: there is no header. `locked`: there is one, readable or not. */
export async function readVaultState(records: Records): Promise<'empty' | 'locked'> {
  return (await records.get(headerKey)) === undefined ? 'empty' : 'locked';
}

/**
 * Makes a vault under a new random master key. What a wipe that was cut off may have left is removed first.
 * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, STORAGE_FULL
 */
export async function createVault(
  parts: VaultParts,
  options: CreateVaultOptions,
): Promise<OpenVault> {
  const { records, crypto, random } = parts;
  const cost = options.unsafeArgon2 ?? defaultArgon2Cost;
  requireGoodPassphrase(options.passphrase);
  if (!isBearable(cost))
    throw vaultError('VAULT_BOUNDS', 'This Argon2id cost could not be read back.');
  if ((await readVaultState(records)) !== 'empty') {
    throw vaultError('HANDSET_EXISTS', 'This store holds a handset already.');
  }
  options.signal?.throwIfAborted();

  const salt = random(saltBytes);
  const prefix = headerPrefix({ cost, salt });
  const stretched = await stretchPassphrase(crypto, options.passphrase, salt, cost);
  options.signal?.throwIfAborted();
  const masterKey = random(masterKeyBytes);
  const slots = [await sealSlot(crypto, random, { stretched, prefix, index: 0 }, masterKey)];
  erase(stretched);
  const header = await encodeHeader(crypto, { cost, salt, slots });
  const sealed = createSealedRecords(parts, await createKeyRing(crypto, masterKey));
  try {
    const first = await sealed.seal(options.first ?? []);
    await records.wipe();
    await records.write([{ put: headerKey, value: header }, ...first]).catch(rethrowFull);
  } catch (cause) {
    await sealed.lock();
    throw cause;
  }
  return openVaultOf(sealed);
}

/**
 * Opens a vault. Every slot is tried, so that the time does not tell which of them opened.
 * @throws HANDSET_ABSENT, PASSPHRASE_WRONG, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER
 */
export async function openVault(parts: VaultParts, options: OpenVaultOptions): Promise<OpenVault> {
  const { records, crypto } = parts;
  const bytes = await records.get(headerKey);
  if (bytes === undefined) throw vaultError('HANDSET_ABSENT', 'This store holds no handset.');
  const header = await parseHeader(crypto, bytes);
  options.signal?.throwIfAborted();
  if (!isPossiblePassphrase(options.passphrase)) throw wrongPassphrase();
  const stretched = await stretchPassphrase(crypto, options.passphrase, header.salt, header.cost);
  const masterKey = await openSlots(parts, header, stretched);
  erase(stretched);
  options.signal?.throwIfAborted();
  if (masterKey === undefined) throw wrongPassphrase();
  return openVaultOf(createSealedRecords(parts, await createKeyRing(crypto, masterKey)));
}

async function openSlots(
  parts: VaultParts,
  header: VaultHeader,
  stretched: Uint8Array,
): Promise<Uint8Array | undefined> {
  const prefix = headerPrefix(header);
  let masterKey: Uint8Array | undefined;
  for (const [index, slot] of header.slots.entries()) {
    const opened = await openSlot(parts.crypto, { stretched, prefix, index }, slot);
    masterKey = opened ?? masterKey;
  }
  return masterKey;
}

function wrongPassphrase(): Error {
  return vaultError('PASSPHRASE_WRONG', 'The passphrase does not open this handset.');
}

function openVaultOf(sealed: SealedRecords): OpenVault {
  return { store: sealed.store, lock: sealed.lock };
}
