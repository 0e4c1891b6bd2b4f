import type { Clock, Records } from '@sotto/core';
import { utf8 } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { vaultError } from './error.ts';
import { headerBytes, headerKey } from './header.ts';

/** Exists from the first step of a wipe to the last: whoever opens the store and finds it goes on with the wipe. */
export const wipingKey: Uint8Array = utf8('sotto wiping');

export interface WipeParts {
  readonly records: Records;
  readonly random: (length: number) => Uint8Array;
  readonly clock: Pick<Clock, 'sleep'>;
  /** What ends the use of the store, one after the other, beginning when its keys are gone. */
  readonly stop?: readonly (() => Promise<void>)[];
  /** What the app keeps beside the store: files and caches. All at once. Each may be run again, and finds nothing then. */
  readonly erase?: readonly (() => Promise<void>)[];
}

/**
 * Destroys the keys, then all the rest. Needs no passphrase and no network, and works on a store that is damaged or full: from the first step
 * on nothing can be opened any more, whatever remains on the medium. What may hang has a bounded time.
 * Cut off, it is gone on with by `finishWipe`, as the mark lies in the store until all is done.
 * @throws what the store says when it cannot be emptied; WIPE_INCOMPLETE when the store is empty and something beside it is left, which
 * `finishWipe` tries again
 */
export async function wipeVault(parts: WipeParts): Promise<void> {
  const { records } = parts;
  const isMarked = await destroyKeys(parts);
  const beside = endAndErase(parts);
  // The mark outlives what is quick. What is slow is not waited for: emptying the store also brings what was overwritten to the medium.
  // Where nothing could be written it is what destroys the keys. Its failure is the last one's to tell.
  if (!isMarked || (await isSlow(parts, beside)))
    await Promise.allSettled([records.wipe(), records.write([mark])]);
  const left = await beside;
  // What the engine still wrote, and the mark.
  await records.wipe();
  if (left === undefined) return;
  await Promise.allSettled([records.write([mark])]);
  throw incomplete(left.reason);
}

/** Goes on with a wipe that was cut off. False when there was none. @throws as `wipeVault` does */
export async function finishWipe(parts: WipeParts): Promise<boolean> {
  if ((await parts.records.get(wipingKey)) === undefined) return false;
  await wipeVault(parts);
  return true;
}

/** The first step: overwrites the header, then removes it. False when the store took not all of it: full, or damaged. */
async function destroyKeys({
  records,
  random,
}: Pick<WipeParts, 'records' | 'random'>): Promise<boolean> {
  // One after the other, so that the store does not fold the overwriting into the removal.
  const overwriting = records.write([{ put: headerKey, value: random(headerBytes(0)) }, mark]);
  const overwritten = await Promise.allSettled([overwriting]);
  const removed = await Promise.allSettled([records.write([{ remove: headerKey }])]);
  return [...overwritten, ...removed].every(({ status }) => status === 'fulfilled');
}

async function isSlow(
  { clock }: Pick<WipeParts, 'clock'>,
  job: Promise<unknown>,
): Promise<boolean> {
  const over = new AbortController();
  const late = clock.sleep(handsetLimits.wipePatienceMs, over.signal).then(
    () => true,
    () => false,
  );
  const slow = await Promise.race([job.then(() => false), late]);
  over.abort();
  return slow;
}

/** The first failure to remove what is kept beside the store, if there was one. */
async function endAndErase({
  clock,
  stop = [],
  erase = [],
}: WipeParts): Promise<PromiseRejectedResult | undefined> {
  const erased = Promise.allSettled(erase.map((each) => inTime(clock, each)));
  for (const each of stop) await Promise.allSettled([inTime(clock, each)]);
  return (await erased).find((each) => each.status === 'rejected');
}

export interface WipeUnopenedOptions {
  /** Takes the store away without opening it: `destroySqliteRecords`, `destroyIndexeddbRecords`. */
  readonly destroy: () => Promise<void>;
  /** As `VaultOptions.erase`. */
  readonly erase?: readonly (() => Promise<void>)[];
  readonly clock?: Pick<Clock, 'sleep'>;
}

const mark = { put: wipingKey, value: Uint8Array.of(1) };

async function inTime(clock: Pick<Clock, 'sleep'>, job: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = clock.sleep(handsetLimits.wipeStepMs, over.signal).then(() => {
    throw new Error('This step of the wipe took too long.');
  });
  // Aborted when the step was in time.
  late.catch(() => undefined);
  try {
    await Promise.race([job(), late]);
  } finally {
    over.abort();
  }
}

function incomplete(cause: unknown): Error {
  const sentence =
    'The handset is wiped, but something that was kept beside it could not be removed.';
  return vaultError('WIPE_INCOMPLETE', sentence, { cause, retryable: true });
}

/**
 * Wipes a store that cannot be opened: damaged, or held by a program that does not answer. What the app keeps beside it goes at the same
 * time. @throws what `destroy` throws; WIPE_INCOMPLETE when only something beside the store is left
 */
export async function wipeStoreUnopened(
  { destroy, erase = [] }: WipeUnopenedOptions,
  clock: Pick<Clock, 'sleep'>,
): Promise<void> {
  const [destroyed, ...erased] = await Promise.allSettled([
    inTime(clock, destroy),
    ...erase.map((each) => inTime(clock, each)),
  ]);
  if (destroyed?.status === 'rejected') throw destroyed.reason;
  const left = erased.find((each) => each.status === 'rejected');
  if (left !== undefined) throw incomplete(left.reason);
}
