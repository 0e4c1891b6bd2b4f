import type { FaultChances, FaultKind } from '@sotto/simulator';
import { badDay, createSeededRandom, everything, faultKinds, onlyFaults } from '@sotto/simulator';
import type { StoryName } from './scene.ts';

/** What is told: enough to tell it again. */
export interface Plan {
  readonly seed: number;
  readonly story: StoryName;
  readonly steps: number;
  readonly faults: readonly FaultKind[];
  /** The real primitives throughout, in place of models for the dear ones. */
  readonly realCrypto: boolean;
}

/** What a bad day does not have: lies, and losses for good. A story has few of them, so that each is seen by itself, too. */
const disasters: readonly FaultKind[] = faultKinds.filter(
  (kind) => badDay[kind] === 0 && everything[kind] > 0,
);
const disasterChance = 0.15;

/** The faults of a seed whose plan names none: those of a bad day, and some disasters. */
export function faultsOf(seed: number): readonly FaultKind[] {
  const random = createSeededRandom(seed, 'plan');
  const struck = new Set(disasters.filter(() => random.chance(disasterChance)));
  return faultKinds.filter((kind) => badDay[kind] > 0 || struck.has(kind));
}

/** The story of a seed, where all are told: one in four is of pairs alone. */
export function storyOf(seed: number): StoryName {
  return seed % 4 === 0 ? 'pair' : 'group';
}

export function chancesOf(plan: Plan): FaultChances {
  return onlyFaults(plan.faults, everything);
}

/** The command that tells it again. */
export function commandOf({ seed, story, steps, faults, realCrypto }: Plan): string {
  const only = faults.length === 0 ? 'none' : faults.join(',');
  const crypto = realCrypto ? ' --real-crypto' : '';
  return `npm run chaos -- --replay ${seed} --story ${story} --steps ${steps} --only ${only}${crypto}`;
}
