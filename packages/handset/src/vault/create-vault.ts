import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import type { Argon2Cost } from './cost.ts';
import { chooseCost, isBearable, lighter } from './cost.ts';
import { eraseCover } from './erase-cover.ts';
import { vaultError } from './error.ts';
import { saltBytes } from './header.ts';
import { requireGoodPassphrase, stretchPassphrase } from './passphrase.ts';
import { putHeader } from './put-header.ts';
import type { SealedChange } from './sealed-store.ts';
import { masterKeyBytes } from './slot.ts';
import { slotKey } from './slot-key.ts';
import { anyIndex, sealSlots } from './slots.ts';
import type { OpenVault } from './vault.ts';
import { openVaultOf, readVaultState } from './vault.ts';
import { openVolumes } from './volumes.ts';
import type { NewCover, VaultParts } from './vault-parts.ts';

export interface CreateVaultOptions {
  readonly passphrase: string;
  /** Written together with the header: there is never a vault without them. */
  readonly first?: readonly SealedChange[];
  /** Makes its cover, which is written likewise. Runs while the passphrase is stretched. */
  readonly cover?: () => Promise<NewCover>;
  /** Cheap costs make tests quick and passphrases guessable. */
  readonly unsafeArgon2?: Argon2Cost;
  readonly signal?: AbortSignal;
}

/**
 * Makes a vault under a new random master key. What a wipe that was cut off may have left is removed first.
 * @throws HANDSET_EXISTS, PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, STORAGE_FULL
 */
export async function createVault(
  parts: VaultParts,
  options: CreateVaultOptions,
): Promise<OpenVault> {
  const { records, crypto, random, headerRandom } = parts;
  requireGoodPassphrase(options.passphrase);
  if (options.unsafeArgon2 && !isBearable(options.unsafeArgon2))
    throw vaultError('VAULT_BOUNDS', 'This Argon2id cost could not be read back.');
  if ((await readVaultState(records)) !== 'empty') {
    throw vaultError('HANDSET_EXISTS', 'This store holds a handset already.');
  }
  options.signal?.throwIfAborted();

  const chosen = options.unsafeArgon2 ?? (await chooseCost(crypto, parts.elapsedMs));
  const salt = random(saltBytes);
  const making = options.cover?.();
  // What becomes of it is asked for below, when nothing else went wrong.
  making?.catch(() => {});
  const { cost, stretched } = await firstStretch(parts, options.passphrase, salt, chosen);
  options.signal?.throwIfAborted();
  const masterKey = random(masterKeyBytes);
  // Of `random`, and 12 bytes, as version 3 drew them: stories that a simulation tells from a seed stay the same.
  const index = anyIndex(random(12));
  const key = await slotKey(crypto, stretched, index);
  erase(stretched);
  const main = { index, key, masterKey, coverKey: headerRandom(masterKeyBytes) };
  const slots = await sealSlots(crypto, headerRandom, { cost, salt }, main, undefined);
  erase(key);
  const volumes = await openVolumes(parts, main.masterKey, main.coverKey);
  try {
    const cover = await making;
    const first = [
      ...(await volumes.own.begin([...(options.first ?? []), ...(cover?.beside ?? [])])),
      ...(cover ? await volumes.other.begin(cover.first) : []),
    ];
    if (cover !== undefined) eraseCover(cover);
    await records.wipe();
    const header = {
      version: 4,
      ...{ cost, salt, slots, wrongTries: 0 },
      maxTries: handsetLimits.defaultWrongTries,
      credentialId: new Uint8Array(0),
    } as const;
    await putHeader(parts, header, first);
  } catch (cause) {
    await volumes.lock();
    throw cause;
  }
  return openVaultOf(volumes);
}

/** The first run at a cost; where the memory for it is not there, at a lighter one. */
async function firstStretch(
  parts: VaultParts,
  passphrase: string,
  salt: Uint8Array,
  cost: Argon2Cost,
): Promise<{ readonly cost: Argon2Cost; readonly stretched: Uint8Array }> {
  try {
    return { cost, stretched: await stretchPassphrase(parts.crypto, passphrase, salt, cost) };
  } catch (cause) {
    const less = lighter(cost);
    if (less === undefined) throw cause;
    return firstStretch(parts, passphrase, salt, less);
  }
}
