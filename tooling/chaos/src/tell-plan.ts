import { nodeCrypto } from '@sotto/crypto-node';
import { inspect } from '@sotto/handset/inspect';
import type { Plan } from './plan.ts';
import { chancesOf } from './plan.ts';
import type { Told } from './story.ts';
import { tellStory } from './story.ts';

/** Tells what a plan says. @throws what the simulator throws when a network stands still */
export async function tellPlan(plan: Plan): Promise<Told> {
  return tellStory({
    seed: plan.seed,
    story: plan.story,
    steps: plan.steps,
    chances: chancesOf(plan),
    crypto: nodeCrypto,
    unsafeModels: !plan.realCrypto,
    inspect,
  });
}
