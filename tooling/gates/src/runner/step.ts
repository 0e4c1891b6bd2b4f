/** How many checks ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a step has to say. */
export interface Outcome {
  readonly counts: Counts;
  /** Shown under the step when it failed, or when it has something that must be read. */
  readonly report: string;
  /** A few words for the table: `132 files`. */
  readonly note: string;
}

/** One line of the table that `npm test` prints. */
export interface Step {
  readonly name: string;
  /** Steps that must have passed before, because this one reads what they make. */
  readonly after?: readonly string[];
  readonly run: (context: StepContext) => Promise<Outcome>;
}

export interface StepContext {
  readonly root: string;
  /** Passed to vitest: files or name filters. */
  readonly filters: readonly string[];
}

export const onePassed: Counts = { passed: 1, failed: 0, skipped: 0 };
export const oneFailed: Counts = { passed: 0, failed: 1, skipped: 0 };
export const oneSkipped: Counts = { passed: 0, failed: 0, skipped: 1 };
