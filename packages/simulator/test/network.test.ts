import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId } from '@sotto/handset';
import { expect, onTestFinished, test } from 'vitest';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { cleanedSimulatedPicture, createNetwork, simulatedPicture, stormy } from '../src/index.ts';

function network(seed: number): Network {
  const made = createNetwork({ seed, crypto: nodeCrypto });
  onTestFinished(made.close);
  return made;
}

async function texts(
  { wait }: Network,
  who: SimulatedHandset,
  id: ConversationId,
): Promise<readonly string[]> {
  const { messages } = await wait(who.handset().history(id, { limit: 200 }));
  return messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));
}

test('two handsets talk through a relay without a second of real time', async () => {
  const net = network(1);
  const relay = await net.addRelay();
  const [ada, grace] = [await net.addHandset('Ada', relay), await net.addHandset('Grace', relay)];
  const [ofAda, ofGrace] = await net.introduce(ada, grace);
  await net.wait(ada.handset().send(ofAda, { text: 'Good morning' }));
  await net.until(async () => (await texts(net, grace, ofGrace)).length === 1);
  const content = Uint8Array.of(1, 2, 3);
  const sent = await net.wait(
    grace.handset().send(ofGrace, { picture: simulatedPicture(content) }),
  );
  await net.until(async () => (await texts(net, ada, ofAda)).length === 2);
  const { bytes } = await net.wait(ada.handset().picture(ofAda, sent.id));
  expect(bytes).toEqual(cleanedSimulatedPicture(content));
});

test('a clock that stands still lets nothing happen that needs time', async () => {
  const net = network(2);
  const relay = await net.addRelay();
  const ada = await net.addHandset('Ada', relay);
  relay.crash();
  expect(relay.isUp()).toBe(false);
  await net.advance(1_000);
  const before = net.clock.now();
  await expect(net.wait(ada.handset().createInvite(), 5_000)).rejects.toMatchObject({
    code: expect.stringMatching(/LINK_UNREACHABLE|LINK_CLOSED|SIMULATION_STUCK/),
  });
  expect(net.clock.now() - before).toBeLessThanOrEqual(5_000);
});

test('what was sent while relay, handset or network were down arrives when they are up', async () => {
  const net = network(3);
  const relay = await net.addRelay();
  const [ada, grace] = [await net.addHandset('Ada', relay), await net.addHandset('Grace', relay)];
  const [ofAda, ofGrace] = await net.introduce(ada, grace);
  relay.crash();
  await net.wait(ada.handset().send(ofAda, { text: 'to a relay that is down' }));
  ada.crash();
  await net.advance(60_000);
  await net.wait(Promise.all([relay.start(), ada.start()]));
  grace.setNetwork('down');
  await net.wait(ada.handset().send(ofAda, { text: 'to somebody in a tunnel' }));
  await net.advance(60_000);
  expect(await texts(net, grace, ofGrace)).not.toContain('to somebody in a tunnel');
  grace.setNetwork('up');
  await net.until(async () => (await texts(net, grace, ofGrace)).length === 2);
});

test('the same seed gives the same story, to the millisecond; another seed another one', async () => {
  const story = async (seed: number): Promise<readonly string[]> => {
    const net = network(seed);
    const told: string[] = [];
    const relay = await net.addRelay();
    const [ada, grace] = [await net.addHandset('Ada', relay), await net.addHandset('Grace', relay)];
    const [ofAda] = await net.introduce(ada, grace);
    for (const who of [ada, grace]) {
      void (async () => {
        for await (const event of who.handset().events()) {
          const detail =
            event.type === 'message' ? `${event.message.id} ${event.message.state}` : '';
          told.push(`${net.clock.now()} ${who.name} ${event.type} ${detail}`);
        }
      })();
    }
    net.setClimate(stormy);
    for (let count = 0; count < 20; count += 1) {
      await net.wait(ada.handset().send(ofAda, { text: `${count}` }));
      await net.advance(net.random.whole(0, 5_000));
    }
    return told;
  };
  const first = await story(4);
  expect(first.length).toBeGreaterThan(40);
  expect(await story(4)).toEqual(first);
  expect(await story(5)).not.toEqual(first);
});

test('a handset whose clock is a day off sends and receives', async () => {
  const net = network(6);
  const relay = await net.addRelay();
  // Two clocks further apart than `maxHlcDriftMs` are not followed, and each side shows what came where it came.
  const ada = await net.addHandset('Ada', relay, { skewMs: -86_400_000 });
  const grace = await net.addHandset('Grace', relay);
  const [ofAda, ofGrace] = await net.introduce(ada, grace);
  await net.wait(ada.handset().send(ofAda, { text: 'yesterday' }));
  await net.wait(grace.handset().send(ofGrace, { text: 'tomorrow' }));
  await net.until(async () => (await texts(net, grace, ofGrace)).length === 2);
  await net.until(async () => (await texts(net, ada, ofAda)).length === 2);
  expect(await texts(net, ada, ofAda)).toEqual(await texts(net, grace, ofGrace));
});
