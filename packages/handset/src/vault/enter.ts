import type { RecordChange } from '@sotto/core';
import { erase } from '../bytes.ts';
import { vaultError } from './error.ts';
import type { VaultHeader } from './header.ts';
import { putHeader } from './put-header.ts';
import { readHeader } from './read-header.ts';
import { isPossiblePassphrase, stretchPassphrase } from './passphrase.ts';
import type { MainSlot, OpenedSlot } from './slots.ts';
import { eraseMain, openSlots, sealSlots } from './slots.ts';
import { masterKeyBytes } from './slot.ts';
import { areSpent, counted, waitOf } from './tries.ts';
import type { VaultParts } from './vault-parts.ts';

export interface EnterOptions {
  readonly passphrase: string;
  /** 32 bytes; needed when the vault is bound to a device, else without effect. */
  readonly deviceSecret?: Uint8Array;
  readonly onWait?: (waitMs: number) => void;
  readonly signal?: AbortSignal;
  /** Told once it is so: what was open of the vault can be opened no more. */
  readonly onPromoted?: () => void;
}

/** What lies in the header, and who may open it. */
export interface Keeping {
  readonly header: Omit<VaultHeader, 'slots' | 'wrongTries'>;
  readonly main: MainSlot;
  readonly deviceSecret: Uint8Array | undefined;
}

/** What a command puts in the place of what a passphrase opened, and what it writes with it. */
export interface Change {
  readonly keeping: Keeping;
  readonly records?: readonly RecordChange[];
}

/**
 * The one way in. A passphrase, whichever it is, costs one wait, one write that counts it, one run of Argon2id and a try of
 * every slot; one that opens a slot then costs one write of a header of the same length, in which every slot is sealed anew.
 * When it was the duress passphrase, that write makes its slot the only one that is left: the volume that it opens
 * is the vault from then on, with a new key for a cover that does not exist yet.
 * @param change asked once a slot opened, and told whether it was that of the duress passphrase; what it throws is thrown when the header was written without it
 * @throws HANDSET_ABSENT, PASSPHRASE_WRONG, DEVICE_SECRET_MISSING, VAULT_WIPED, VAULT_BROKEN, VAULT_NEWER, VAULT_OLDER, STORAGE_FULL
 */
export async function enter(
  parts: VaultParts,
  options: EnterOptions,
  change?: (opened: Keeping, isPromoted: boolean) => Promise<Change>,
): Promise<Keeping> {
  const { crypto, headerRandom: random } = parts;
  let header = await readHeader(parts);
  if (!isPossiblePassphrase(options.passphrase)) throw wrongPassphrase();
  if (header.version === 3) {
    options.signal?.throwIfAborted();
    const { upgrade } = await import('./upgrade.ts');
    if (!(await upgrade(parts, header, options.passphrase))) throw wrongPassphrase();
    header = await readHeader(parts);
  }
  if (header.version === 3) throw vaultError('VAULT_BROKEN', 'The vault stayed what it was.');
  if (areSpent(header)) throw await wiped(parts);
  const deviceSecret = secretFor(header, options.deviceSecret);
  await served(parts, waitOf(header), options);
  await putHeader(parts, counted(header));

  const { passphrase } = options;
  const stretched = await stretchPassphrase(crypto, passphrase, header.salt, header.cost);
  const opened = await openSlots(crypto, header, stretched, deviceSecret);
  erase(stretched);
  if (opened === undefined) {
    if (areSpent(counted(header))) throw await wiped(parts);
    throw wrongPassphrase();
  }
  const main = promoted(opened, random(masterKeyBytes));
  const isPromoted = opened.content.opens === 'cover';
  return rewrite(
    parts,
    { header, main, deviceSecret },
    change && ((keeping) => change(keeping, isPromoted)),
    isPromoted ? options.onPromoted : undefined,
  );
}

function secretFor(
  { credentialId }: VaultHeader,
  given: Uint8Array | undefined,
): Uint8Array | undefined {
  if (credentialId.length === 0) return undefined;
  if (given === undefined)
    throw vaultError('DEVICE_SECRET_MISSING', 'This handset opens with its device alone.');
  requireDeviceSecret(given);
  return given;
}

/** @throws VAULT_BOUNDS */
export function requireDeviceSecret({ length }: Uint8Array): void {
  if (length !== 32) throw vaultError('VAULT_BOUNDS', "A device's secret has 32 bytes.");
}

/** The slot as the main one of the volume that it opens. */
function promoted({ index, key, content }: OpenedSlot, newCoverKey: Uint8Array): MainSlot {
  const { masterKey } = content;
  if (content.opens === 'cover') return { index, key, masterKey, coverKey: newCoverKey };
  erase(newCoverKey);
  return { index, key, masterKey, coverKey: content.coverKey, duress: content.duress };
}

async function rewrite(
  parts: VaultParts,
  opened: Keeping,
  change: ((opened: Keeping) => Promise<Change>) | undefined,
  written: (() => void) | undefined,
): Promise<Keeping> {
  let changed: Change = { keeping: opened };
  let failure: { readonly cause: unknown } | undefined;
  try {
    if (change) changed = await change(opened);
  } catch (cause) {
    failure = { cause };
  }
  const { header, main, deviceSecret } = changed.keeping;
  try {
    const slots = await sealSlots(parts.crypto, parts.headerRandom, header, main, deviceSecret);
    await putHeader(parts, { ...header, wrongTries: 0, slots }, changed.records);
    written?.();
    if (failure) throw failure.cause;
  } catch (cause) {
    eraseMain(main);
    throw cause;
  }
  return changed.keeping;
}

// Before the try is counted: whoever gives up waiting has not tried. And within the call: the next start waits anew.
async function served({ clock }: VaultParts, waitMs: number, options: EnterOptions): Promise<void> {
  options.signal?.throwIfAborted();
  if (waitMs === 0) return;
  options.onWait?.(waitMs);
  await clock.sleep(waitMs, options.signal);
  options.signal?.throwIfAborted();
}

async function wiped(parts: VaultParts): Promise<Error> {
  await parts.wipe();
  return vaultError('VAULT_WIPED', 'Too many wrong passphrases: everything was erased.');
}

function wrongPassphrase(): Error {
  return vaultError('PASSPHRASE_WRONG', 'The passphrase does not open this handset.');
}
