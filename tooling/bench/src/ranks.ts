/** How two samples lie to each other (Mann and Whitney's U). */
export interface Ranks {
  /** The chance that one of `b` is larger than one of `a`, ties half: 0.5 when nothing tells them apart. */
  readonly larger: number;
  /** The chance of a difference at least as large between samples of one distribution, two-sided, by the normal approximation. */
  readonly p: number;
}

export function compareRanks(a: readonly number[], b: readonly number[]): Ranks {
  let wins = 0;
  for (const y of b) for (const x of a) wins += y > x ? 1 : y === x ? 0.5 : 0;
  const pairs = a.length * b.length;
  const z = (wins - pairs / 2) / Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  return { larger: wins / pairs, p: 2 * upperTail(Math.abs(z)) };
}

/** Of the normal distribution; Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = terms.reduceRight((rest, term) => (rest + term) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
