import type { Plan } from './plan.ts';

export interface ShrinkOptions {
  /** Whether this plan fails, too. */
  readonly fails: (plan: Plan) => Promise<boolean>;
  /** True when no more time is to be spent. */
  readonly isOver: () => boolean;
}

/**
 * A smaller plan that fails as well: fewer steps, then faults turned off one kind at a time, then fewer steps again. As small as the time
 * allows; the given one when nothing smaller fails.
 */
export async function shrinkPlan(plan: Plan, options: ShrinkOptions): Promise<Plan> {
  const shorter = await cutSteps(plan, options);
  const calmer = await turnOff(shorter, options);
  return cutSteps(calmer, options);
}

/** Bisects: a story of fewer steps begins in the same way, but it may also fail only with a certain number of them. */
async function cutSteps(plan: Plan, { fails, isOver }: ShrinkOptions): Promise<Plan> {
  let smallest = plan;
  let tooFew = -1;
  while (smallest.steps - tooFew > 1 && !isOver()) {
    const steps = Math.floor((smallest.steps + tooFew) / 2);
    const shorter = { ...plan, steps };
    if (await fails(shorter)) smallest = shorter;
    else tooFew = steps;
  }
  return smallest;
}

async function turnOff(plan: Plan, { fails, isOver }: ShrinkOptions): Promise<Plan> {
  let smallest = plan;
  for (const kind of plan.faults) {
    if (isOver()) break;
    const faults = smallest.faults.filter((each) => each !== kind);
    const calmer = { ...smallest, faults };
    if (await fails(calmer)) smallest = calmer;
  }
  return smallest;
}
