import type { NetworkTroubleReason } from '../api.ts';
import type { Engine } from '../engine.ts';
import { within } from '../sync/within.ts';
import { linkTrouble } from './relay-source.ts';

/** One call to a relay or a witness, or why it came to nothing. @throws the signal's reason, and what is no fault of theirs */
export async function bounded<T>(
  { clock }: Pick<Engine, 'clock'>,
  ms: number,
  signal: AbortSignal,
  job: (signal: AbortSignal) => Promise<T>,
): Promise<T | NetworkTroubleReason> {
  try {
    const outcome = await within(clock, ms, signal, async (limited) => ({
      is: await job(limited),
    }));
    return outcome === undefined ? 'slow' : outcome.is;
  } catch (error) {
    signal.throwIfAborted();
    const reason = linkTrouble(error);
    if (reason === undefined) throw error;
    return reason;
  }
}
