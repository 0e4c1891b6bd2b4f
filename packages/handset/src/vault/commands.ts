import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { coverRecords, missingCover } from './cover-records.ts';
import type { Change, EnterOptions, Keeping } from './enter.ts';
import { enter, requireDeviceSecret } from './enter.ts';
import { vaultError } from './error.ts';
import { requireGoodPassphrase, stretchPassphrase } from './passphrase.ts';
import { readHeader } from './read-header.ts';
import { masterKeyBytes } from './slot.ts';
import type { SlotKey } from './slot.ts';
import { slotKey } from './slot-key.ts';
import type { MainSlot } from './slots.ts';
import { anyIndex, eraseMain } from './slots.ts';
import type { VaultParts } from './vault-parts.ts';

// Each of these goes the one way in, and has its change written with it, in that one write.

/** @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, PASSPHRASES_EQUAL when it is the duress one, and what `enter` does */
export async function changePassphrase(
  parts: VaultParts,
  options: EnterOptions & { readonly newPassphrase: string },
): Promise<void> {
  requireGoodPassphrase(options.newPassphrase);
  await run(parts, options, async (keeping) => {
    const { main } = keeping;
    const key = await keyOf(parts, keeping, options.newPassphrase, main.index, main.duress);
    return { keeping: { ...keeping, main: { ...main, key } } };
  });
}

/** In place of the one before. @throws PASSPHRASE_TOO_SHORT, PASSPHRASE_TOO_LONG, PASSPHRASES_EQUAL, and what `enter` does */
export async function setDuress(
  parts: VaultParts,
  options: EnterOptions & { readonly duress: string },
): Promise<void> {
  requireGoodPassphrase(options.duress);
  await run(parts, options, async (keeping) => {
    const { main } = keeping;
    const index = anyIndex(parts.headerRandom(4), main.index);
    const key = await keyOf(parts, keeping, options.duress, index, main);
    return {
      keeping: { ...keeping, main: { ...main, duress: { index, key } } },
      records: await missingCover(parts, main),
    };
  });
}

export async function removeDuress(parts: VaultParts, options: EnterOptions): Promise<void> {
  await run(parts, options, async (keeping) => ({
    keeping: { ...keeping, main: { ...keeping.main, duress: undefined } },
  }));
}

/** A new cover under a new key; the records of the one before are left to be removed. */
export async function renewCover(parts: VaultParts, options: EnterOptions): Promise<void> {
  await run(parts, options, async (keeping) => {
    const main = { ...keeping.main, coverKey: parts.headerRandom(masterKeyBytes) };
    return { keeping: { ...keeping, main }, records: await coverRecords(parts, main) };
  });
}

/** @throws VAULT_BOUNDS, and what `enter` does */
export async function setMaxTries(
  parts: VaultParts,
  options: EnterOptions & { readonly maxTries: number },
): Promise<void> {
  const { maxTries } = options;
  const { minWrongTries: least, maxWrongTries: most } = handsetLimits;
  if (maxTries !== 0 && !(Number.isSafeInteger(maxTries) && maxTries >= least && maxTries <= most))
    throw vaultError('VAULT_BOUNDS', `Wrong tries are ${least} to ${most}, or 0 for any number.`);
  await run(parts, options, async (keeping) => ({
    keeping: { ...keeping, header: { ...keeping.header, maxTries } },
  }));
}

/** @throws VAULT_BOUNDS, DEVICE_BOUND when it is bound already, and what `enter` does */
export async function bindDevice(
  parts: VaultParts,
  options: EnterOptions & { readonly credentialId: Uint8Array; readonly deviceSecret: Uint8Array },
): Promise<void> {
  const { credentialId, deviceSecret } = options;
  const { length } = credentialId;
  if (length === 0 || length > handsetLimits.maxCredentialIdBytes)
    throw vaultError('VAULT_BOUNDS', 'The id of a credential has 1 to 1,023 bytes.');
  requireDeviceSecret(deviceSecret);
  const there = await readHeader(parts);
  if (there.version !== 3 && there.credentialId.length > 0)
    throw vaultError('DEVICE_BOUND', 'This handset is bound to a device already.');
  await run(parts, options, async (keeping) => {
    const header = { ...keeping.header, credentialId: credentialId.slice() };
    return { keeping: { ...keeping, header, deviceSecret } };
  });
}

export async function unbindDevice(parts: VaultParts, options: EnterOptions): Promise<void> {
  await run(parts, options, async (keeping) => {
    const header = { ...keeping.header, credentialId: new Uint8Array(0) };
    return { keeping: { ...keeping, header, deviceSecret: undefined } };
  });
}

async function run(
  parts: VaultParts,
  options: EnterOptions,
  change: (opened: Keeping) => Promise<Change>,
): Promise<void> {
  let before: MainSlot | undefined;
  try {
    const { main } = await enter(parts, options, (opened) => {
      before = opened.main;
      return change(opened);
    });
    eraseMain(main);
  } finally {
    // What was changed too: the key of the passphrase before, or of the cover.
    if (before) eraseMain(before);
  }
}

/** The key of `passphrase` for the slot at `index`. @throws PASSPHRASES_EQUAL when it opens `other` too */
async function keyOf(
  { crypto }: VaultParts,
  { header }: Keeping,
  passphrase: string,
  index: number,
  other: SlotKey | undefined,
): Promise<Uint8Array> {
  const stretched = await stretchPassphrase(crypto, passphrase, header.salt, header.cost);
  const key = await slotKey(crypto, stretched, index);
  const there = other && (await slotKey(crypto, stretched, other.index));
  const isEqual = other !== undefined && there !== undefined && crypto.equal(there, other.key);
  erase(stretched, ...(there ? [there] : []));
  if (!isEqual) return key;
  erase(key);
  throw vaultError(
    'PASSPHRASES_EQUAL',
    'The passphrase and the one for duress have to be different.',
  );
}
