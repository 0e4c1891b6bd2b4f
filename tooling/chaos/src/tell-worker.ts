import type { Broken } from './crew.ts';
import type { Plan } from './plan.ts';
import type { Told } from './story.ts';
import { tellPlan } from './tell-plan.ts';

process.on('message', (plan: Plan) => {
  void tellPlan(plan)
    .catch((error: unknown): Broken => ({
      seed: plan.seed,
      broken: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((told: Told | Broken) => process.send?.(told));
});
// Its parent ended, in whatever way.
process.on('disconnect', () => process.exit(0));
