import type { Broken, Crew } from './crew.ts';
import type { Figures } from './figures.ts';
import { addFigures, noFigures } from './figures.ts';
import type { Plan } from './plan.ts';
import { commandOf } from './plan.ts';
import { shrinkPlan } from './shrink.ts';
import type { Told } from './story.ts';
import type { Row } from './table.ts';

export interface RunOptions {
  readonly crew: Crew;
  readonly jobs: number;
  readonly say: (text: string) => void;
}

/** Real time that is spent on making one failure smaller. */
const maxShrinkMs = 90_000;
/** So many failures are made smaller; of the others the seed is told. */
const maxShrunk = 3;
const maxTold = 12;
const sayEveryMs = 10_000;

/** Tells all plans, says what failed and how it is told again, and sums up: a row for each story. */
export async function runSeeds(
  plans: readonly Plan[],
  { crew, jobs, say }: RunOptions,
): Promise<readonly Row[]> {
  const rows = new Map<string, { figures: Figures; failed: number }>();
  const queue = plans.values();
  const begunMs = performance.now();
  let done = 0;
  let shrunk = 0;
  let saidAtMs = begunMs;

  const report = async (plan: Plan, told: Told | Broken): Promise<void> => {
    say(`\nSeed ${plan.seed} (${plan.story}) fails:`);
    for (const line of linesOf(told).slice(0, maxTold)) say(`  ${line}`);
    if (shrunk >= maxShrunk) return say(`  ${commandOf(plan)}`);
    shrunk += 1;
    const overAtMs = performance.now() + maxShrinkMs;
    const smallest = await shrinkPlan(plan, {
      fails: async (smaller) => isFailure(await crew.tell(smaller)),
      isOver: () => performance.now() > overAtMs,
    });
    say(`Seed ${plan.seed}, smaller:\n  ${commandOf(smallest)}`);
  };

  const work = async (): Promise<void> => {
    for (const plan of queue) {
      const told = await crew.tell(plan);
      const row = rows.get(plan.story) ?? { figures: noFigures, failed: 0 };
      rows.set(plan.story, row);
      if ('figures' in told) row.figures = addFigures(row.figures, told.figures);
      else row.figures = { ...row.figures, stories: row.figures.stories + 1 };
      done += 1;
      if (isFailure(told)) {
        row.failed += 1;
        await report(plan, told);
      }
      if (performance.now() - saidAtMs < sayEveryMs) continue;
      saidAtMs = performance.now();
      say(`… ${done} of ${plans.length} after ${Math.round((saidAtMs - begunMs) / 1_000)} s`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return [...rows].map(([story, row]) => ({ story, ...row }));
}

function isFailure(told: Told | Broken): boolean {
  return 'broken' in told || told.failures.length > 0;
}

function linesOf(told: Told | Broken): readonly string[] {
  if ('broken' in told) return told.broken.split('\n');
  return told.failures.map(({ check, what }) => `${check}: ${what}`);
}
