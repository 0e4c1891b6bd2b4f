/** One figure. */
export interface Measure {
  /** What was measured, as a row of the table says it. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What must be known to read it. */
  readonly note?: string;
  /** The figure is meant to be no more than this. */
  readonly target?: number;
  /** Where it stands when a part has tables of many columns; `what` is then the row. */
  readonly cell?: { readonly table: string; readonly column: string };
}

/** A group of figures that are measured together. */
export interface Part {
  /** For `--only`, which takes `mls` for all that begin with `mls-` too. */
  readonly name: string;
  readonly title: string;
  /** How it was measured, for docs/performance.md. */
  readonly method: string;
  /** The part is given up past it. */
  readonly maxSeconds: number;
  readonly run: (context: PartContext) => Promise<readonly Measure[]>;
}

export interface PartContext {
  /** Of the clone. */
  readonly root: string;
  /** A fresh folder, removed after the part. */
  readonly folder: string;
  /** All of it, however long it takes. */
  readonly full: boolean;
  /** Says how far a long part has come. */
  readonly progress: (text: string) => void;
}

/** The value below which `share` (0 to 1) of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds that the work took, and what it gave. */
export async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** What some work took. */
export interface Cost {
  /** By the clock. */
  readonly ms: number;
  /** Processor time of the whole process, which what else runs on the machine is not in. */
  readonly cpuMs: number;
}

export async function cost<T>(work: () => Promise<T>): Promise<readonly [Cost, T]> {
  const start = process.cpuUsage();
  const [ms, result] = await timed(work);
  const { user, system } = process.cpuUsage(start);
  return [{ ms, cpuMs: (user + system) / 1_000 }, result];
}
