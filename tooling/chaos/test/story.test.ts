import { nodeCrypto } from '@sotto/crypto-node';
import { onlyFaults } from '@sotto/simulator';
import { describe, expect, test } from 'vitest';
import type { Told } from '../src/story.ts';
import { tellStory } from '../src/story.ts';
import type { Vice } from './model-handset.ts';
import { createModelWorld } from './model-handset.ts';
import { createModelNetwork } from './model-network.ts';

function tell(seed: number, vice: Vice = {}, steps = 150): Promise<Told> {
  const world = createModelWorld(vice);
  return tellStory({
    seed,
    story: 'group',
    steps,
    chances: onlyFaults(['handset-crash']),
    crypto: nodeCrypto,
    unsafeModels: true,
    inspect: world.inspect,
    network: (options) => createModelNetwork(options, world),
  });
}

async function objections(vice: Vice): Promise<ReadonlySet<string>> {
  const { failures } = await tell(3, vice);
  return new Set(failures.map(({ check }) => check));
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'seed %i: where everything works, nothing is objected to, and much happens',
  async (seed) => {
    const { failures, figures, log } = await tell(seed);
    expect(failures).toEqual([]);
    expect(figures.messages).toBeGreaterThan(40);
    expect(figures.commits).toBeGreaterThan(5);
    expect(figures.crashes).toBeGreaterThan(0);
    expect(log.length).toBeGreaterThan(100);
  },
);

test('the same seed tells the same story, another seed another one', async () => {
  const { log } = await tell(1);
  expect((await tell(1)).log).toEqual(log);
  expect((await tell(2)).log).not.toEqual(log);
});

test('a story of fewer steps begins in the same way', async () => {
  const [whole, part] = [await tell(1), await tell(1, {}, 40)];
  const cut = part.log.indexOf(part.log.find((line) => line.endsWith('faults end')) ?? '');
  expect(cut).toBeGreaterThan(20);
  expect(whole.log.slice(0, cut)).toEqual(part.log.slice(0, cut));
});

test('over some seeds, everything that people can do is done', async () => {
  const logs = await Promise.all([1, 2, 3, 4].map(async (seed) => (await tell(seed)).log));
  const done = new Set(logs.flat().map((line) => /: (?<act>[^:]+):/u.exec(line)?.groups?.['act']));
  for (const act of [
    'say',
    'say picture',
    'answer',
    'edit',
    'react',
    'delete',
    'read',
    'rename',
    'add',
    'remove',
    'role',
    'leave',
    'picture',
    'rules',
    'pin',
  ])
    expect(done).toContain(act);
});

describe('the story notices handsets', () => {
  test.each([
    ['that show a message twice', { repeatEvery: 13 }, 'shown-once'],
    ['that forget a message', { forgetEvery: 17 }, 'nothing-lost'],
    ['that tell the removed', { tellsTheRemoved: true }, 'removed-read-nothing'],
    ['of which one takes no new name', { ignoresNames: 'Ben' }, 'same-group'],
    ['of which one shows another order', { misorders: 'Ben' }, 'same-history'],
    ['that fail by an unknown code', { fails: true }, 'no-surprise'],
  ] satisfies readonly (readonly [string, Vice, string])[])('%s', async (_what, vice, check) => {
    expect(await objections(vice)).toContain(check);
  });
});
