import { isGood, type Finished } from './run-steps.ts';
import type { Counts } from './step.ts';

/** One line of the table. */
export function rowOf(step: Finished): string {
  const { counts, note } = step.outcome;
  const mark = !isGood(step) ? 'FAILED ' : counts.passed === 0 ? 'skipped' : 'passed ';
  const time = `${step.seconds.toFixed(1)} s`.padStart(8);
  return `${mark}  ${step.name.padEnd(12)} ${time}  ${note}`;
}

export function totalOf(steps: readonly Finished[]): Counts {
  const sum = (of: keyof Counts): number =>
    steps.reduce((total, { outcome }) => total + outcome.counts[of], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The last line of a run, for people and programs alike. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
