const smallestSlots = 4_096;

/** An open hash table of post ids' hashes, and until when each is remembered (seconds since 1970). 12 bytes a slot. */
export class PostIdTable {
  #low: Uint32Array = new Uint32Array(smallestSlots);
  #high: Uint32Array = new Uint32Array(smallestSlots);
  #until: Uint32Array = new Uint32Array(smallestSlots);
  count = 0;
  /** The latest time of all of them. */
  maxUntil = 0;

  /** 0 when it is not there. */
  until(low: number, high: number): number {
    const mask = this.#low.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const until = this.#until[slot]!;
      if (until === 0 || (this.#low[slot] === low && this.#high[slot] === high)) return until;
    }
  }

  /** Adds it, or replaces its time. `until` is not 0. */
  set(low: number, high: number, until: number): void {
    if (this.count * 4 >= this.#low.length * 3) this.#grow();
    if (this.#put(low, high, until)) this.count++;
    if (until > this.maxUntil) this.maxUntil = until;
  }

  #put(low: number, high: number, until: number): boolean {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    while (this.#until[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & mask;
    const added = this.#until[slot] === 0;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#until[slot] = until;
    return added;
  }

  #grow(): void {
    const [low, high, until] = [this.#low, this.#high, this.#until];
    this.#low = new Uint32Array(low.length * 2);
    this.#high = new Uint32Array(low.length * 2);
    this.#until = new Uint32Array(low.length * 2);
    for (let slot = 0; slot < low.length; slot++) {
      if (until[slot] !== 0) this.#put(low[slot]!, high[slot]!, until[slot]!);
    }
  }
}
