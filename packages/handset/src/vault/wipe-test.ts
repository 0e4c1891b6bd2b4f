import type { Clock, Crypto, Records } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { ThrowawayStore, WipeCheck, WipeCheckName, WipeTest } from '../api.ts';
import { concat, utf8 } from '../bytes.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { headerKey } from './header.ts';
import type { SealedChange } from './sealed-store.ts';
import { createVault } from './create-vault.ts';
import { openVault, readVaultState } from './vault.ts';
import type { VaultParts } from './vault-parts.ts';
import { wipeVault } from './wipe.ts';

export interface WipeTestParts {
  readonly throwaway: Omit<ThrowawayStore, 'plugin'> & { readonly open: () => Promise<Records> };
  readonly crypto: Crypto;
  readonly clock: Clock;
}

/** Of the vault that is made to be wiped. */
export const canaryTable = 'canary';

const everything = { from: new Uint8Array(0), to: new Uint8Array(65).fill(0xff) };
const names: readonly WipeCheckName[] = ['opens', 'found', 'wiped', 'refused', 'empty', 'gone'];
/** As little as Argon2id takes: nobody is kept out of the canary. */
const canaryCost = { memoryKiB: 64, passes: 1, parallelism: 1 };

/**
 * Wipes a canary with the function that wipes the handset, and looks whether anything of it is left. What cannot be tried is a failure: a
 * test that did not run has shown nothing.
 */
export async function testWipe(parts: WipeTestParts): Promise<WipeTest> {
  const { clock, throwaway } = parts;
  const outcomes = new Map<WipeCheckName, WipeCheck>();
  let at: WipeCheckName = 'opens';
  const check = async (name: WipeCheckName, look: () => Promise<Seen>): Promise<void> => {
    at = name;
    const seen = await look();
    outcomes.set(name, { check: name, outcome: outcomeOf(seen) });
    if (seen === false) throw new CheckFailed();
  };
  try {
    await tryWipe(parts, check);
  } catch (error) {
    const code = isSottoError(error) ? { code: error.code } : {};
    outcomes.set(at, { check: at, outcome: 'failed', ...code });
  } finally {
    await throwaway.remove().catch(() => undefined);
  }
  const checks = names.map((name) => outcomes.get(name) ?? skipped(name));
  return { atMs: clock.now(), passed: checks.every(isFine), checks };
}

/** `undefined`: cannot be seen. */
type Seen = boolean | undefined;

class CheckFailed extends Error {}

type Check = (name: WipeCheckName, look: () => Promise<Seen>) => Promise<void>;

async function tryWipe({ throwaway, crypto, clock }: WipeTestParts, check: Check): Promise<void> {
  const { search } = throwaway;
  const random = (length: number): Uint8Array => crypto.random(length);
  const passphrase = toHex(random(16));
  const clear = random(32);
  const sealed: Uint8Array[] = [];
  const within = async <T>(job: (records: Records) => Promise<T>): Promise<T> => {
    const records = await throwaway.open();
    try {
      return await job(records);
    } finally {
      await records.close();
    }
  };
  const partsOf = (records: Records): VaultParts => ({
    ...{ records, crypto, random, clock, headerRandom: random },
    elapsedMs: () => clock.now(),
    cover: {
      isAlwaysMade: false,
      isIn: async () => false,
      make: async () => ({ first: [], beside: [] }),
    },
    wipe: () => wipeVault({ records, random, clock }),
  });
  const opens = async (records: Records): Promise<boolean> => {
    const vault = await openVault(partsOf(records), { passphrase });
    const first = await vault.store.get({ table: canaryTable, id: '0' });
    await vault.lock();
    return first !== undefined && toHex(first.subarray(0, 32)) === toHex(clear);
  };
  // Left by a test that was cut off.
  await throwaway.remove();
  await check('opens', () =>
    within(async (records) => {
      const first = canaries(clear, random);
      const options = { passphrase, unsafeArgon2: canaryCost, first };
      const made = await createVault(partsOf(records), options);
      sealed.push(await headerOf(records));
      await made.lock();
      const isOpen = await opens(records);
      // Sealed anew by an unlock, perhaps.
      sealed.push(await headerOf(records));
      for await (const { value } of records.range({ ...everything, limit: 4 })) sealed.push(value);
      return isOpen;
    }),
  );
  const pieces = sealed.flatMap(piecesOf);
  await check('found', async () => search && (await search(pieces)) > 0);
  await check('wiped', () =>
    within(async (records) => {
      await wipeVault({ records, random, clock });
      return true;
    }),
  );
  await check('refused', () =>
    within(async (records) => {
      const refusal = await opens(records).catch((error: unknown) => error);
      const isAbsent = (await readVaultState(records)) === 'empty';
      return isAbsent && isSottoError(refusal, 'HANDSET_ABSENT');
    }),
  );
  await check('empty', () =>
    within(async (records) => {
      for await (const _ of records.range(everything)) return false;
      return true;
    }),
  );
  const wanted = [...pieces, clear, utf8(passphrase)];
  await check('gone', async () => search && (await search(wanted)) === 0);
}

/** Enough to fill pages of a file, with the same 32 bytes in each. */
function canaries(
  clear: Uint8Array,
  random: (length: number) => Uint8Array,
): readonly SealedChange[] {
  const { wipeTestRecords, wipeTestRecordBytes } = handsetLimits;
  return Array.from({ length: wipeTestRecords }, (_, number) => ({
    put: { table: canaryTable, id: `${number}` },
    value: concat(clear, random(wipeTestRecordBytes - clear.length)),
  }));
}

async function headerOf(records: Records): Promise<Uint8Array> {
  return (await records.get(headerKey)) ?? new Uint8Array(0);
}

/** Parts of it, as a file may hold it in pieces. Its very beginning is the same in all headers. */
function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length < 96) return [];
  const at = [32, bytes.length >> 1, bytes.length - 32];
  return at.map((from) => bytes.slice(from, from + 32));
}

function outcomeOf(seen: Seen): WipeCheck['outcome'] {
  if (seen === undefined) return 'unseen';
  return seen ? 'passed' : 'failed';
}

function skipped(check: WipeCheckName): WipeCheck {
  return { check, outcome: 'skipped' };
}

function isFine({ outcome }: WipeCheck): boolean {
  return outcome === 'passed' || outcome === 'unseen';
}
