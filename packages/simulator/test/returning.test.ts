import { expect, test } from 'vitest';
import type { GroupChange } from '@sotto/handset';
import { calm } from '../src/index.ts';
import { agree, circle, converge, idOf, say, texts } from './group-fixture.ts';
import type { Circle, Person } from './group-fixture.ts';

/** Two people in a group. Ada's handset is off, and its store is of before its last life. */
async function apart(): Promise<Circle & { readonly ada: Person; readonly ben: Person }> {
  const all = await circle({ names: ['Ada', 'Ben'] });
  const { net, people } = all;
  const [ada, ben] = people as [Person, Person];
  await say(ada, 'one');
  await agree(net, people, ['one']);
  ada.who.keepCopy();
  await ada.who.stop();
  await net.wait(ada.who.start());
  await say(ada, 'two');
  await agree(net, people, ['one', 'two']);
  await ada.who.stop();
  ada.who.restoreCopy();
  return { ...all, ada, ben };
}

async function saysGoodbye({ net, ben }: Awaited<ReturnType<typeof apart>>): Promise<void> {
  await say(ben, 'three');
  await ben.who.handset().leave(ben.id);
  await net.until(async () => (await stateOf(ben)) === 'left');
  await net.advance(10_000);
}

async function stateOf({ who, id }: Person): Promise<string> {
  return (await who.handset().conversation(id)).state;
}

async function isAlone({ who, id }: Person): Promise<boolean> {
  return (await who.handset().members(id)).length === 1;
}

test('who comes back reads what was sent before anybody heard of it, also of one who left', async () => {
  const all = await apart();
  const { net, relays, ada } = all;
  relays[0]?.withhold(3_600_000);
  await saysGoodbye(all);
  await net.wait(ada.who.start());
  await net.until(async () => (await ada.who.handset().status()).healing.rejoined > 0);
  await relays[0]?.release();
  await net.until(() => isAlone(ada));
  expect(await texts(ada)).toContain('three');
  net.close();
});

test('who is about to come back hears that somebody leaves', async () => {
  const all = await apart();
  const { net, relays, ada } = all;
  relays[0]?.withhold(3_600_000);
  await saysGoodbye(all);
  net.setClimate({ ...calm, maxDelayMs: 400 });
  await net.wait(ada.who.start());
  await net.until(async () => (await stateOf(ada)) === 'joining');
  await relays[0]?.release();
  await net.until(() => isAlone(ada));
  net.close();
});

test('an older copy comes back as soon as a relay knows it, though nothing comes', async () => {
  const { net, relays, ada, ben } = await apart();
  relays[0]?.withhold(3_600_000);
  await net.wait(ada.who.start());
  await net.until(async () => (await ada.who.handset().status()).healing.rejoined > 0, 60_000);
  await relays[0]?.release();
  await converge(net, [ada, ben]);
  net.close();
});

test('a copy that is put back again comes back again, though it came back before', async () => {
  const { net, ada, ben } = await apart();
  const comesBack = async (): Promise<void> => {
    await net.wait(ada.who.start());
    await net.until(async () => (await ada.who.handset().status()).healing.rejoined > 0, 60_000);
    await converge(net, [ada, ben]);
  };
  await comesBack();
  await ada.who.stop();
  ada.who.restoreCopy();
  await comesBack();
  expect(await stateOf(ada)).toBe('active');
  net.close();
});

test.each(['in', 'out'])(
  'who was taken out and let in again since the copy that was put back is in again (%s at the copy)',
  async (then) => {
    const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'] });
    const [ada, ben] = people as [Person, Person];
    const change = (group: GroupChange): Promise<unknown> =>
      ada.who.handset().changeGroup(ada.id, group);
    await say(ada, 'one');
    await agree(net, people, ['one']);
    if (then === 'in') ben.who.keepCopy();
    await change({ remove: [idOf(ben)] });
    await net.until(async () => (await stateOf(ben)) === 'removed');
    if (then === 'out') ben.who.keepCopy();
    await net.wait(ben.who.stop());
    await net.wait(ben.who.start());
    // Until all KeyPackages of before the copy are used.
    for (let time = 0; time < 5; time += 1) {
      await change({ add: [idOf(ben)] });
      await net.until(async () => (await stateOf(ben)) === 'active');
      await net.advance(20_000);
      if (time === 4) break;
      await change({ remove: [idOf(ben)] });
      await net.until(async () => (await stateOf(ben)) === 'removed');
    }
    await converge(net, people);
    // What let it in is nowhere any more.
    await net.advance(60_000);
    await ben.who.stop();
    ben.who.restoreCopy();
    await net.wait(ben.who.start());
    await net.until(async () => (await stateOf(ben)) === 'active', 600_000);
    await converge(net, people);
    await say(ben, 'again');
    await agree(net, [ada], ['one', 'again']);
    net.close();
  },
);

test('who was put back to where it is out, and is, asks no more once it is told so', async () => {
  let posts = 0;
  const watch = { posted: () => void (posts += 1) };
  const { net, people } = await circle({ names: ['Ada', 'Ben', 'Cleo'], watch });
  const [ada, ben] = people as [Person, Person];
  await ada.who.handset().changeGroup(ada.id, { remove: [idOf(ben)] });
  await net.until(async () => (await stateOf(ben)) === 'removed');
  ben.who.keepCopy();
  await net.wait(ben.who.stop());
  await net.wait(ben.who.start());
  await net.advance(60_000);
  await ben.who.stop();
  ben.who.restoreCopy();
  await net.wait(ben.who.start());
  await net.advance(120_000);
  expect(await stateOf(ben)).toBe('removed');
  const before = posts;
  await net.advance(3 * 3_600_000);
  expect(posts - before).toBe(0);
  net.close();
});
