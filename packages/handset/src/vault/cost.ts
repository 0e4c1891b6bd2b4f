import type { Crypto } from '@sotto/core';
import { erase } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';

/** What one try of a passphrase costs. */
export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** RFC 9106 §4 recommends 64 MiB and 3 passes where memory is scarce; its 4 lanes would run one by one here. The least cost of a vault. */
export const defaultArgon2Cost: Argon2Cost = { memoryKiB: 65_536, passes: 3, parallelism: 1 };

const probe = { memoryKiB: 65_536, passes: 1, parallelism: 1 } as const;
/** The memory of a cost is a multiple of it. */
const memoryStepKiB = 16_384;
const { passes: fewestPasses } = defaultArgon2Cost;

/**
 * The cost of a new vault, so that a try takes `unlockTargetMs` on this device: memory first, from 64 MiB up to 256, then
 * passes, at least 3: a slow device takes longer than the target, and never less work.
 * @param elapsedMs a clock that nobody turns
 */
export async function chooseCost(crypto: Crypto, elapsedMs: () => number): Promise<Argon2Cost> {
  const once = async (): Promise<number> => {
    const began = elapsedMs();
    const input = { password: new Uint8Array(16), salt: new Uint8Array(16), ...probe, length: 32 };
    erase(await crypto.argon2id(input));
    return elapsedMs() - began;
  };
  // The first run also loads code and finds memory.
  const ms = Math.min(await once(), await once());
  return costOf(ms);
}

/** The cost for a device that fills 64 MiB once in so many milliseconds. */
export function costOf(probeMs: number): Argon2Cost {
  const { unlockTargetMs, minChosenMemoryKiB, maxChosenMemoryKiB, maxArgon2Passes } = handsetLimits;
  const budgetKiB = (unlockTargetMs / Math.max(probeMs, 0.1)) * probe.memoryKiB;
  const steps = Math.floor(budgetKiB / fewestPasses / memoryStepKiB) * memoryStepKiB;
  const memoryKiB = Math.min(maxChosenMemoryKiB, Math.max(minChosenMemoryKiB, steps));
  const passes = Math.floor(budgetKiB / memoryKiB);
  return {
    memoryKiB,
    passes: Math.min(maxArgon2Passes, Math.max(fewestPasses, passes)),
    parallelism: 1,
  };
}

/** About as much work in half the memory; `undefined` for what has the least. For a device that turns out not to have it. */
export function lighter({ memoryKiB, passes, parallelism }: Argon2Cost): Argon2Cost | undefined {
  const { minChosenMemoryKiB, maxArgon2Passes } = handsetLimits;
  if (memoryKiB <= minChosenMemoryKiB) return undefined;
  const less = Math.max(minChosenMemoryKiB, memoryKiB / 2);
  const more = Math.ceil((passes * memoryKiB) / less);
  return { memoryKiB: less, passes: Math.min(maxArgon2Passes, more), parallelism };
}

/** True when this handset is ready to pay the cost. */
export function isBearable(cost: Argon2Cost): boolean {
  const { memoryKiB, passes, parallelism } = cost;
  return (
    [memoryKiB, passes, parallelism].every(Number.isSafeInteger) &&
    parallelism >= 1 &&
    parallelism <= handsetLimits.maxArgon2Parallelism &&
    passes >= 1 &&
    passes <= handsetLimits.maxArgon2Passes &&
    memoryKiB >= 8 * parallelism &&
    memoryKiB <= handsetLimits.maxArgon2MemoryKiB
  );
}
