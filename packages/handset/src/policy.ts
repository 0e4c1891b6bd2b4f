import type { Argon2Cost, VaultOptions } from './api.ts';
import { handsetLimits } from './limits.ts';
import { defaultArgon2Cost } from './vault/cost.ts';

/** What an app may decide about how a handset works. */
export interface Policy {
  /** Milliseconds after which a device renews its keys in a conversation; in large groups a multiple of it. */
  readonly selfUpdateMs: number;
  /** Cost of trying the locker's passphrase. */
  readonly argon2: Argon2Cost;
}

const dayMs = 86_400_000;

export function policyOf({
  selfUpdateDays,
  unsafeArgon2,
}: Pick<VaultOptions, 'selfUpdateDays' | 'unsafeArgon2'>): Policy {
  const argon2 = unsafeArgon2 ?? defaultArgon2Cost;
  if (selfUpdateDays === undefined) return { argon2, selfUpdateMs: handsetLimits.selfUpdateMs };
  const selfUpdateMs = Math.max(selfUpdateDays * dayMs, handsetLimits.minSelfUpdateMs);
  return { argon2, selfUpdateMs };
}
