import { remoteKey, TokenBucket } from '@sotto/server';
import { witnessLimits } from './limits.ts';

const rate = { burst: witnessLimits.requestsBurst, perSecond: witnessLimits.requestsPerSecond };

/** How many requests each address may do: bounded, the one that rested longest goes first. */
export class Remotes {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #now: () => number;

  /** @param now milliseconds that only grow */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** 0 when the address may do one more request; else the milliseconds after which it may. */
  take(address: string): number {
    const key = remoteKey(address);
    const nowMs = this.#now();
    const bucket = this.#buckets.get(key) ?? new TokenBucket(rate, nowMs);
    // Set anew, so that the order of the map is the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > witnessLimits.maxRemotes) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest!);
    }
    return bucket.take(rate, 1, nowMs);
  }
}
