import { oneFailed, oneSkipped, type Outcome, type Step, type StepContext } from './step.ts';

/** One step that was run, or could not be. */
export interface Finished {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/**
 * Runs every step in the order given, also after a failure, so that one run shows all there is to mend. A step whose
 * forerunner failed is skipped and says so. A step that throws has failed.
 */
export async function runSteps(
  steps: readonly Step[],
  context: StepContext,
  tell: { readonly started: (name: string) => void; readonly finished: (step: Finished) => void },
): Promise<Finished[]> {
  const done: Finished[] = [];
  for (const step of steps) {
    const broken = step.after?.find((name) =>
      done.some((other) => other.name === name && !isGood(other)),
    );
    tell.started(step.name);
    const start = performance.now();
    const outcome: Outcome =
      broken === undefined
        ? await attempt(step, context)
        : { counts: oneSkipped, report: '', note: `needs ${broken}, which failed` };
    const finished = { name: step.name, outcome, seconds: (performance.now() - start) / 1000 };
    done.push(finished);
    tell.finished(finished);
  }
  return done;
}

export function isGood({ outcome }: Finished): boolean {
  return outcome.counts.failed === 0;
}

async function attempt(step: Step, context: StepContext): Promise<Outcome> {
  try {
    return await step.run(context);
  } catch (error) {
    const report = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { counts: oneFailed, report, note: 'threw' };
  }
}
