import { handsetLimits } from '../limits.ts';
import type { VaultHeader } from './header.ts';

type Tries = Pick<VaultHeader, 'maxTries' | 'wrongTries'>;

/** How long the next try waits, from when it is asked for. */
export function waitOf({ wrongTries }: Pick<Tries, 'wrongTries'>): number {
  const { triesBeforeWaits, tryWaitsSeconds } = handsetLimits;
  const at = Math.min(wrongTries - triesBeforeWaits, tryWaitsSeconds.length - 1);
  return (tryWaitsSeconds[at] ?? 0) * 1_000;
}

/** A try that begins counts as wrong until it has opened something: whoever ends the process has not saved it. */
export function counted<T extends Tries>(header: T): T {
  return { ...header, wrongTries: Math.min(0xff, header.wrongTries + 1) };
}

/** The last try that there was has begun, and did not open anything. */
export function areSpent({ maxTries, wrongTries }: Tries): boolean {
  return maxTries > 0 && wrongTries >= maxTries;
}
