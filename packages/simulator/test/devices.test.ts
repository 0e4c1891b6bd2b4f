import { nodeCrypto } from '@sotto/crypto-node';
import type { ConversationId } from '@sotto/handset';
import { describe, expect, test } from 'vitest';
import { createNetwork } from '../src/index.ts';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { agree, groupOf, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

interface Pair {
  readonly net: Network;
  readonly ada: SimulatedHandset;
  readonly ben: SimulatedHandset;
  readonly ofAda: Person;
  readonly ofBen: Person;
}

/** Two people who know each other. */
async function pair(seed = 1): Promise<Pair> {
  const net = createNetwork({ seed, crypto: nodeCrypto, unsafeModels: true });
  const relay = await net.addRelay();
  const ada = await net.addHandset('Ada', relay);
  const ben = await net.addHandset('Ben', relay);
  const [ofA, ofB] = await net.introduce(ada, ben);
  await net.advance(10_000);
  return { net, ada, ben, ofAda: { who: ada, id: ofA }, ofBen: { who: ben, id: ofB } };
}

/** The conversation of two that somebody's device has with this person, once it is there. */
async function directOf(net: Network, who: SimulatedHandset): Promise<Person> {
  let id: ConversationId | undefined;
  await net.until(async () => {
    const all = await who.handset().conversations();
    id = all.find(({ kind }) => kind === 'direct')?.id;
    return id !== undefined;
  });
  return { who, id: id as ConversationId };
}

describe('another device', () => {
  test('is linked by its code, and has the conversation with all that was said before and after', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofAda, 'one');
    await say(ofBen, 'two');
    await agree(net, [ofAda, ofBen], ['one', 'two']);
    const tablet = await net.addDevice(ada, 'Tablet');
    expect(tablet.handset().identity).toBe(ada.handset().identity);
    const ofTablet = await directOf(net, tablet);
    await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two']);
    await say(ofTablet, 'three');
    await say(ofBen, 'four');
    await say(ofAda, 'five');
    await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two', 'three', 'four', 'five']);
    const devices = await ada.handset().devices();
    expect(devices.map(({ name, isThis }) => `${name} ${isThis}`)).toEqual([' true', 'Tablet false']);
    net.close();
  });
});
