/** How much at once, then how much a second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Counts what one remote may still do. Time is handed in: a clock that jumps back costs nobody more than the wait that
 * was told, one that jumps ahead fills the bucket.
 */
export class TokenBucket {
  /** In thousandths, which a whole rate fills by whole numbers: fractions would leave a told wait a hair too short. */
  #thousandths: number;
  #at: number;

  constructor(rate: Rate, nowMs: number) {
    this.#thousandths = rate.burst * 1000;
    this.#at = nowMs;
  }

  /**
   * Takes `amount` and answers 0; or takes nothing and answers the milliseconds, at least 1, after which there is
   * enough. An `amount` past the burst is let through when the bucket is full, and is paid off afterwards.
   */
  take(rate: Rate, amount: number, nowMs: number): number {
    const wait = this.wait(rate, amount, nowMs);
    if (wait === 0) this.#thousandths -= amount * 1000;
    return wait;
  }

  /** What `take` would answer. */
  wait(rate: Rate, amount: number, nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - this.#at);
    this.#at = nowMs;
    const filled = this.#thousandths + elapsedMs * rate.perSecond;
    this.#thousandths = Math.min(rate.burst * 1000, filled);
    const missing = Math.min(amount, rate.burst) * 1000 - this.#thousandths;
    return missing <= 0 ? 0 : Math.max(1, Math.ceil(missing / rate.perSecond));
  }
}
