import type { Clock } from '@sotto/core';
import { encodeRelayInvite } from '@sotto/protocol';
import type { Handset } from '../api.ts';
import { handsetLimits } from '../limits.ts';
import { isNotAdmitted } from './admission.ts';
import type { Home } from './homes.ts';
import { within } from './within.ts';

/**
 * Asks a new handset's relays whether they take its credit. After it is stored: the credit is its alone from their yes on, so nothing may
 * come between that and the store. Whatever happens but a no is no answer. @throws CREDIT_…
 */
export async function askAdmission(
  handset: Pick<Handset, 'joinRelay'>,
  homes: readonly Home[],
  clock: Clock,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  try {
    await within(clock, handsetLimits.admissionTryMs, signal, async (limited) => {
      for (const { relay, credit } of homes) {
        if (credit === undefined || credit.length === 0) continue;
        const link = encodeRelayInvite({ relay, credit, charterHash: null });
        await handset.joinRelay(link, { signal: limited });
      }
    });
  } catch (error) {
    if (isNotAdmitted(error)) throw error;
  }
}
