import type { VaultOptions } from './api.ts';
import { handsetLimits } from './limits.ts';

/** What an app may decide about how a handset works. */
export interface Policy {
  /** Milliseconds after which a device renews its keys in a conversation; in large groups a multiple of it. */
  readonly selfUpdateMs: number;
}

const dayMs = 86_400_000;

export function policyOf({ selfUpdateDays }: Pick<VaultOptions, 'selfUpdateDays'>): Policy {
  if (selfUpdateDays === undefined) return { selfUpdateMs: handsetLimits.selfUpdateMs };
  return { selfUpdateMs: Math.max(selfUpdateDays * dayMs, handsetLimits.minSelfUpdateMs) };
}
