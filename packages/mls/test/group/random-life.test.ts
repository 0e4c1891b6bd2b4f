import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Life, limits, step } from './life.ts';
import { setStage } from './stage.ts';
import { World } from './world.ts';

describe('whatever happens to a group', () => {
  it('its 2 to 7 members keep one state, with rival commits, lost messages, joins, leaves and restarts', async () => {
    const size = fc.integer({ min: 2, max: 5 });
    const steps = fc.array(step, { minLength: 5, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(size, steps, fc.nat(), async (members, happening, seed) => {
        const world = await World.of(await setStage({ seed, limits }), namesOf(members));
        const life = new Life(world, 7);
        for (const event of happening) await life.take(event);
        for (const member of world.members) if (!member.isRemoved) await world.commit(member);
        await world.talk();
      }),
      { seed: 9_420, numRuns: 12 },
    );
  });

  it('its 20 to 30 members keep one state', async () => {
    const happening = fc.sample(step, { seed: 30, numRuns: 14 });
    const world = await World.of(await setStage({ seed: 30, limits }), namesOf(24));
    const life = new Life(world, 30);
    for (const event of happening) await life.take(event);
    expect(world.epoch).toBeGreaterThan(4n);
    world.agree();
  });
});

function namesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `founder ${index}`);
}
