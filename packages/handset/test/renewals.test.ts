import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noneSkipped } from '../src/storage/conversation-record.ts';
import { leftOut } from '../src/group/send-pending.ts';
import { handsetLimits } from '../src/limits.ts';
import { meet, person } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const { maxFramesPerLife, maxKeysLeftOut } = handsetLimits;

test('of an epoch that one’s own commit made, keys are left out from the life of that commit on, numbers from where something was sent last', () => {
  const life = fc.nat(1_000);
  fc.assert(
    fc.property(life, life, life, (a, b, madeInLife) => {
      const [lastLife, now] = [Math.min(a, b), Math.max(a, b, madeInLife)];
      const { keys, numbers } = leftOut(
        { lifeNumber: () => now },
        { record: { lastLife, skippedFrom: noneSkipped }, epochs: [{ madeInLife }] },
      );
      expect(keys).toBe((now - Math.max(lastLife, madeInLife)) * maxFramesPerLife);
      expect(numbers).toBe((now - lastLife) * maxFramesPerLife);
    }),
  );
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
