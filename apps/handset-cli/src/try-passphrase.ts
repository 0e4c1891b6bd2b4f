import { isSottoError } from '@sotto/core';
import type { Vault } from '@sotto/handset';
import { durationText } from './output/duration-text.ts';

type Say = (sentence: string) => Promise<void>;

/** From so few on, how many are left is said. */
const fewTries = 5;

/** Tells that the passphrase waits, as it begins to. */
export function tellingWaits(say: Say): { readonly onWait: (waitMs: number) => void } {
  return {
    onWait: (waitMs) =>
      void say(
        `Wrong passphrases were tried. This one waits ${durationText(waitMs / 1_000)}; Ctrl-C ends it.`,
      ),
  };
}

/** Runs what takes a passphrase; when it was wrong, says how many more there are before everything is erased. */
export async function tryPassphrase<T>(
  vault: Pick<Vault, 'protection'>,
  say: Say,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSottoError(error, 'PASSPHRASE_WRONG')) {
      const { maxTries, wrongTries, waitMs } = await vault.protection();
      const left = maxTries - wrongTries;
      if (maxTries > 0 && left <= fewTries)
        await say(`Wrong tries before everything on this handset is erased: ${left}.`);
      if (waitMs > 0) await say(`The next one will wait ${durationText(waitMs / 1_000)}.`);
    }
    throw error;
  }
}
