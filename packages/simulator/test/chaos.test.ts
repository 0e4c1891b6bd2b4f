import type { Mailboxes, PostOutcome, Services } from '@sotto/core';
import { createPlugin, definePlugin } from '@sotto/core';
import { memoryBlobs } from '@sotto/blobs-memory';
import { memoryMailboxes, createMailboxesStore } from '@sotto/mailboxes-memory';
import { expect, test } from 'vitest';
import type { RelaySetup } from '../src/index.ts';
import { history, liveThroughChaos, unequal, wordsOf, wrongPictures } from './chaos-story.ts';

// Each seed is one story of about a hundred messages; a failure names the seed that tells it again.
const seeds = Array.from(
  { length: Number(process.env['SOTTO_CHAOS_SEEDS'] ?? 12) },
  (_, index) => index + 1,
);
const steps = 100;

test.each(seeds)(
  'seed %i: whatever fails, what was sent arrives exactly once, in one order at both ends',
  async (seed) => {
    const { net, talks } = await liveThroughChaos(seed, steps);
    try {
      for (const { ends, kept, tried } of talks) {
        const [one, other] = [await history(ends[0]), await history(ends[1])];
        expect(one.map(({ id }) => id)).toEqual(other.map(({ id }) => id));
        const words = one.map(wordsOf);
        expect(other.map(wordsOf)).toEqual(words);
        expect(new Set(words).size, 'none twice').toBe(words.length);
        expect(kept.difference(new Set(words)), 'none lost').toEqual(new Set());
        expect(new Set(words).difference(tried), 'none invented').toEqual(new Set());
        for (const end of ends) expect(await wrongPictures(net, end)).toEqual([]);
      }
    } finally {
      net.close();
    }
  },
);

test('chaos is chaos: over the seeds, relays and handsets died, and messages were cut short', async () => {
  const { net, talks } = await liveThroughChaos(1, steps);
  const handsetDeaths = net.handsets.reduce((sum, each) => sum + each.crashes(), 0);
  const relayDeaths = net.relays.reduce((sum, each) => sum + each.crashes(), 0);
  expect(handsetDeaths).toBeGreaterThan(0);
  expect(relayDeaths).toBeGreaterThan(0);
  expect(talks.reduce((sum, { kept }) => sum + kept.size, 0)).toBeGreaterThan(40);
  net.close();
});

/** A relay that says stored of every tenth post and stores nothing. */
function forgetfulRelay(): RelaySetup {
  const store = createMailboxesStore();
  const good = memoryMailboxes({ store });
  let posts = 0;
  const mailboxes = definePlugin({
    ...good,
    create: async (services): Promise<Mailboxes> => {
      const real = await createPlugin(good, services as Services);
      const lie: readonly PostOutcome[] = ['stored'];
      return { ...real, post: async (post) => (++posts % 10 === 0 ? lie : real.post(post)) };
    },
  });
  const blobs = memoryBlobs();
  return { stores: () => [mailboxes, blobs] };
}

test('the story notices a relay that says stored and forgets', async () => {
  await expect(liveThroughChaos(1, 40, forgetfulRelay())).rejects.toThrow(unequal);
});
