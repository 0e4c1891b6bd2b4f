import { SottoError } from '@sotto/core';
import type { LinkErrorCode } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { within } from '../sync/within.ts';
import { unlessAborted } from '../unless-aborted.ts';

/**
 * Asks a relay for something about a blob. One that takes longer than `blobCallMs` counts as unreachable.
 * @throws LINK_UNREACHABLE, LINK_CLOSED (retryable), LINK_REFUSED, and the signal's reason
 */
export async function blobCall<T>(
  { clock }: Pick<Engine, 'clock'>,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const answered = await within(clock, handsetLimits.blobCallMs, signal, async (limited) => ({
    answer: await unlessAborted(call(limited), limited),
  }));
  if (answered !== undefined) return answered.answer;
  throw new SottoError<LinkErrorCode>('LINK_UNREACHABLE', 'The relay did not answer in time.', {
    retryable: true,
  });
}
