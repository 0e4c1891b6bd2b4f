import type { Mailboxes, PostOutcome, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { nodeCrypto } from '@sotto/crypto-node';
import { badDay } from '@sotto/simulator';
import { createMailboxesStore, memoryMailboxes } from '@sotto/mailboxes-memory';
import { memoryBlobs } from '@sotto/blobs-memory';
import type { RelaySetup } from '@sotto/simulator';
import { expect, test } from 'vitest';
import { inspect } from '@sotto/handset/inspect';
import type { Plan } from '../src/plan.ts';
import { commandOf, faultsOf } from '../src/plan.ts';
import type { StoryName } from '../src/scene.ts';
import { tellStory } from '../src/story.ts';
import { tellPlan } from '../src/tell-plan.ts';

// Some seeds of each story at every run; `npm run chaos` tells thousands. A failure names the command that tells it again.
const pairSeeds = Number(process.env['SOTTO_CHAOS_PAIRS'] ?? 100);
const groupSeeds = Number(process.env['SOTTO_CHAOS_GROUPS'] ?? 100);
const inOneTest = 10;
// Stories of groups that do not end well yet: docs/reliability.md says what fails in each. A seed that holds again leaves this list.
const failingGroups: readonly number[] = [];

function planOf(seed: number, story: StoryName, changes: Partial<Plan> = {}): Plan {
  return { seed, story, steps: 60, faults: faultsOf(seed), realCrypto: false, ...changes };
}

function decades(count: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(count / inOneTest) }, (_, at) =>
    Array.from({ length: inOneTest }, (_each, one) => at * inOneTest + one + 1),
  );
}

/** What of these plans fails, with how it is told again. */
async function failuresOf(plans: readonly Plan[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const plan of plans) {
    const { failures } = await tellPlan(plan);
    if (failures.length > 0)
      failed.push(`${commandOf(plan)}: ${failures.map(({ what }) => what).join('; ')}`);
  }
  return failed;
}

test.each(decades(pairSeeds))(
  'whatever fails, two people who talk lose nothing, show nothing twice, and have one order (ten seeds, from %i)',
  async (...seeds) => {
    expect(await failuresOf(seeds.map((seed) => planOf(seed, 'pair')))).toEqual([]);
  },
);

test.each(decades(groupSeeds))(
  'whatever fails, groups agree on everything, and the removed read nothing (ten seeds, from %i)',
  async (...seeds) => {
    const held = seeds.filter((seed) => !failingGroups.includes(seed));
    expect(await failuresOf(held.map((seed) => planOf(seed, 'group')))).toEqual([]);
  },
);

test.each(failingGroups)('seed %i of groups, which is known to fail, still does', async (seed) => {
  expect(await failuresOf([planOf(seed, 'group')])).toHaveLength(1);
});

// What no test beside states: longer stories that did not end well once.
test.each([
  83, 90, 429, 491, 521, 539, 598, 601, 607, 659, 962, 1011, 1255, 1293, 1355, 1629, 1682, 2162,
  2251, 2545, 2610, 2797, 3059, 3395, 3546, 3627, 3791, 4093, 4418,
])('a longer story of groups that failed once holds (seed %i)', async (seed) => {
  expect(await failuresOf([planOf(seed, 'group', { steps: 100 })])).toEqual([]);
});

test.each([406, 539, 1871, 2646, 3142, 4227, 4982])(
  'a story of groups that failed once holds (seed %i)',
  async (seed) => {
    expect(await failuresOf([planOf(seed, 'group')])).toEqual([]);
  },
);

test.each([1480, 3156, 4244])(
  'a longer story of two that failed once holds (seed %i)',
  async (seed) => {
    expect(await failuresOf([planOf(seed, 'pair', { steps: 100 })])).toEqual([]);
  },
);

test('the real primitives tell the same as their models', async () => {
  const plan = planOf(2, 'group', { realCrypto: true, steps: 40 });
  expect(await failuresOf([plan])).toEqual([]);
});

test.each(['pair', 'group'] as const)(
  'the same seed tells the same %s story, to the millisecond',
  async (story) => {
    const plan = planOf(5, story);
    const { log } = await tellPlan(plan);
    expect(log.length).toBeGreaterThan(50);
    expect((await tellPlan(plan)).log).toEqual(log);
  },
);

/** A relay that says stored of every tenth post and stores nothing, from a certain one on. */
function forgetfulRelay(): RelaySetup {
  const store = createMailboxesStore();
  const good = memoryMailboxes({ store });
  let posts = 0;
  const mailboxes = definePlugin({
    ...good,
    create: async (services): Promise<Mailboxes> => {
      const real = await createPlugin(good, services as Services);
      const lie: readonly PostOutcome[] = ['stored'];
      return { ...real, post: async (post) => (posts++ % 10 === 9 ? lie : real.post(post)) };
    },
  });
  const blobs = memoryBlobs();
  return { stores: () => [mailboxes, blobs] };
}

test('chaos is chaos: handsets and relays die, and messages are kept all the same', async () => {
  const { figures } = await tellPlan(planOf(1, 'group', { steps: 100 }));
  expect(figures.crashes).toBeGreaterThan(2);
  expect(figures.messages).toBeGreaterThan(30);
});

test('a relay that says stored and forgets is healed, or noticed', async () => {
  const { failures, figures } = await tellStory({
    seed: 1,
    story: 'pair',
    steps: 40,
    chances: { ...badDay },
    crypto: nodeCrypto,
    unsafeModels: true,
    inspect,
    relays: forgetfulRelay,
  });
  expect(failures.length + figures.repairs).toBeGreaterThan(0);
});
