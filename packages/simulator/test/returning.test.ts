import { expect, test } from 'vitest';
import { calm } from '../src/index.ts';
import { agree, circle, converge, say, texts } from './group-fixture.ts';
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
