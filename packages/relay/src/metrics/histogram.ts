/** Counts durations in buckets whose bounds double, from 0.125 ms to about 8 s. */
export class Histogram {
  /** Upper bounds in seconds. */
  static readonly bounds: readonly number[] = Array.from(
    { length: 17 },
    (_, power) => 0.000125 * 2 ** power,
  );

  readonly #counts = new Float64Array(Histogram.bounds.length + 1);
  #sum = 0;

  observeMs(ms: number): void {
    // The bucket's number is the exponent of the duration in eighths of a millisecond, rounded up.
    const eighths = Math.ceil(ms * 8) - 1;
    const bucket =
      eighths <= 0
        ? 0
        : Math.min(32 - Math.clz32(Math.min(eighths, 0x7fffffff)), Histogram.bounds.length);
    this.#counts[bucket]! += 1;
    this.#sum += ms / 1000;
  }

  get count(): number {
    return this.#counts.reduce((total, count) => total + count, 0);
  }

  get sumSeconds(): number {
    return this.#sum;
  }

  /** How many took at most so long, for each bound. */
  cumulative(): readonly number[] {
    let total = 0;
    return Histogram.bounds.map((_, index) => (total += this.#counts[index]!));
  }
}
