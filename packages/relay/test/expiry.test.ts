import { memoryBlobs } from '@sotto/blobs-memory';
import { manualClock } from '@sotto/contracts';
import { createPlugin, definePlugin } from '@sotto/core';
import { memoryMailboxes } from '@sotto/mailboxes-memory';
import { expect, test } from 'vitest';
import { memoryRelay } from './relays.ts';

test('blobs expire although mailboxes cannot: they may be what fills the disk', async () => {
  const clock = manualClock();
  let rounds = 0;
  const broken = definePlugin({
    id: 'mailboxes-broken',
    point: 'mailboxes',
    contract: 1,
    needs: ['clock'],
    create: async (services) => ({
      ...(await createPlugin(memoryMailboxes(), services as never)),
      expire: async () => {
        throw new Error('The disk is full.');
      },
    }),
  });
  const counting = definePlugin({
    id: 'blobs-counting',
    point: 'blobs',
    contract: 1,
    needs: ['clock', 'crypto'],
    create: async (services) => ({
      ...(await createPlugin(memoryBlobs(), services as never)),
      expire: async () => {
        rounds += 1;
        return 0;
      },
    }),
  });
  await memoryRelay({ clock, plugins: [broken, counting] });
  for (let turns = 0; turns < 100 && rounds === 0; turns += 1) {
    clock.advance(2_000_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(rounds).toBeGreaterThan(0);
});
