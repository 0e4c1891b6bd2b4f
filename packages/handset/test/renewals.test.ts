import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noneSkipped } from '../src/storage/conversation-record.ts';
import type { ConversationId } from '../src/api.ts';
import { createFirstKeys } from '../src/group/first-keys.ts';
import { leftOut } from '../src/group/send-pending.ts';
import { handsetLimits } from '../src/limits.ts';
import { meet, person } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const { maxFramesPerLife, maxKeysLeftOut } = handsetLimits;
const id = 'conversation' as ConversationId;

test('of an epoch that one’s own commit made, keys are left out from the life of that commit on, numbers from where something was sent last', () => {
  const life = fc.nat(1_000);
  fc.assert(
    fc.property(life, life, life, (a, b, madeInLife) => {
      const [lastLife, now] = [Math.min(a, b), Math.max(a, b, madeInLife)];
      const { keys, numbers } = leftOut(
        { lifeNumber: () => now, firstKeys: createFirstKeys() },
        { record: { id, lastLife, skippedFrom: noneSkipped }, epochs: [{ epoch: 4n, madeInLife }] },
      );
      expect(keys).toBe((now - Math.max(lastLife, madeInLife)) * maxFramesPerLife);
      expect(numbers).toBe((now - lastLife) * maxFramesPerLife);
    }),
  );
});

test('of an epoch that is come to in a life in which something was sent before, the keys are left out that a copy may have used', () => {
  const at = (epoch: bigint, madeInLife = 0) => ({ epoch, madeInLife });
  const keysIn = createFirstKeys();
  const keys = (...epochs: ReturnType<typeof at>[]): number => keysIn.leftOut(id, epochs);
  // What was written last is of life 3, the handset was started in life 5.
  expect(keys(at(1n))).toBe(0);
  keysIn.wrote(id, [at(1n)], 3, 5);
  expect(keys(at(1n))).toBe(0);
  expect(keys(at(1n), at(2n))).toBe(2 * maxFramesPerLife);
  keysIn.wrote(id, [at(1n), at(2n)], 5, 5);
  expect(keys(at(1n), at(2n))).toBe(0);
  // Also in a later life, and whatever was written since.
  expect(keys(at(2n), at(3n))).toBe(2 * maxFramesPerLife);
  keysIn.wrote(id, [at(3n)], 5, 6);
  expect(keys(at(3n), at(4n))).toBe(2 * maxFramesPerLife);
  // Behind a commit of one's own of this start no copy has the keys; one of before may be in the copy.
  expect(keys(at(3n), at(4n, 6), at(5n))).toBe(0);
  expect(keys(at(2n, 4), at(4n))).toBe(2 * maxFramesPerLife);
  expect(keysIn.leftOut('another' as ConversationId, [at(9n)])).toBe(0);
});

test('who writes in many conversations at once, long after the last time, comes to an end with renewing keys', async () => {
  const relay = tinyRelay();
  const ada = await person({ relay, name: 'Ada' });
  for (let number = 0; number < 24; number += 1) {
    const who = await person({ relay, name: `${number}` });
    await meet(ada, who);
    await who.handset.settled();
    await who.vault.close();
  }
  await ada.handset.settled();
  const [first, ...others] = await ada.handset.conversations();
  // So many lives are behind it that each conversation needs new keys before it is written in.
  for (let count = 0; count <= maxKeysLeftOut + maxFramesPerLife; count += 1)
    await ada.handset.send(first!.id, { text: `${count}` });
  await ada.handset.settled();
  const before = relay.registers().size;
  const sent = await Promise.all(
    others.map(async ({ id }) => ({ id, message: await ada.handset.send(id, { text: 'again' }) })),
  );
  await ada.handset.settled({ signal: AbortSignal.timeout(60_000) });
  for (const { id, message } of sent)
    expect((await ada.handset.message(id, message.id)).state).toBe('relayed');
  // One commit for each, and a life here and there: no conversation renewed its keys again because others wrote meanwhile.
  expect(relay.registers().size - before).toBeLessThan(2 * others.length);
  await ada.vault.close();
}, 120_000);
