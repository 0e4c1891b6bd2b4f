import type { Clock } from '@sotto/core';
import type { Troubles } from '../../events/troubles.ts';
import { handsetLimits } from '../../limits.ts';

/** Takes the census: `rest` is called between its pieces. */
export type Tidy = (rest: () => Promise<void>) => Promise<void>;

/** Has the census taken once after each opening, whichever passphrase it was: a session looks the same. Resolves when it is over. */
export async function keepTidy(
  { clock, stopping }: { readonly clock: Clock; readonly stopping: AbortSignal },
  troubles: Troubles,
  tidy: Tidy,
): Promise<void> {
  const { censusSoonMs, storageRestMs, storeRetryMs } = handsetLimits;
  const sleep = async (ms: number): Promise<boolean> =>
    clock.sleep(ms, stopping).then(
      () => true,
      () => false,
    );
  for (let waitMs: number = censusSoonMs; await sleep(waitMs); waitMs = storeRetryMs) {
    try {
      await tidy(() => clock.sleep(storageRestMs, stopping));
      return;
    } catch (error) {
      if (stopping.aborted) return;
      troubles.report(error);
    }
  }
}
