import type { RelayChange } from '@sotto/charter';
import type { RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, KnownNetwork } from '../src/api.ts';
import { eventually, meet, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { foundOperator } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

const [one, two, three] = ['one', 'two', 'three'].map(
  (name) => `https://${name}.example` as RelayUrl,
) as [RelayUrl, RelayUrl, RelayUrl];
/** Of nobody's network. */
const own = 'https://mine.test' as RelayUrl;

let people: Person[] = [];
afterEach(async () => {
  for (const { vault } of people) await vault.close();
  people = [];
});

interface Scene {
  readonly operator: TestOperator;
  readonly relays: Record<string, TinyRelay>;
  readonly ada: Person;
  readonly ben: Person;
  readonly ofA: ConversationId;
  readonly ofB: ConversationId;
}

/** Ada at these homes, Ben at `relayUrl`, which nothing happens to, unless he has another home. Both joined a network with these relays. */
async function scene(
  homes: readonly RelayUrl[],
  listed: readonly RelayUrl[],
  homeOfBen = relayUrl,
): Promise<Scene> {
  const operator = await foundOperator({ nowMs: Date.now, relays: listed });
  const serving = (): TinyRelay => ({
    ...tinyRelay(),
    readLog: async (path) => operator.files.get(path),
  });
  const relays: Record<string, TinyRelay> = {};
  for (const url of [one, two, three, own]) relays[url] = url === own ? tinyRelay() : serving();
  const relay = serving();
  const ben = await person({ relay, others: relays, home: homeOfBen });
  const ada = await person({ relay, others: relays, home: homes[0]! });
  people = [ada, ben];
  const met = await meet(ada, ben);
  await ada.handset.moveTo(homes);
  for (const { handset } of people) {
    await handset.network.join(operator.charterHash);
    await handset.network.refresh();
  }
  for (const { handset } of people) await handset.settled();
  return { operator, relays, ada, ben, ...met };
}

async function homesOf({ handset }: Person): Promise<readonly RelayUrl[]> {
  return (await handset.status()).relays;
}

function change(of: RelayChange['change'], relay: RelayUrl): RelayChange {
  return { change: of, relay };
}

/** Ends for good, with all it holds. */
function vanish({ relays }: Scene, url: RelayUrl): void {
  relays[url]?.cutAll();
  delete relays[url];
}

/** Both say something that the other one shows. */
async function talk({ ada, ben, ofA, ofB }: Scene, said: readonly string[]): Promise<void> {
  await ada.handset.send(ofA, { text: `Ada ${said.length}` });
  await shows(ben.handset, ofB, [...said, `Ada ${said.length}`]);
  await ben.handset.send(ofB, { text: 'Ben too' });
  await shows(ada.handset, ofA, [...said, `Ada ${said.length}`, 'Ben too']);
}

async function moving({ handset }: Person): Promise<KnownNetwork['moving']> {
  return ((await handset.network.view()) as KnownNetwork).moving;
}

describe('a home', () => {
  test('that drains is left for an active relay, and everybody is told', async () => {
    const made = await scene([one], [one, two, three]);
    const { operator, ada } = made;
    expect(await moving(ada)).toBeUndefined();
    await operator.act('relays', { changes: [change('drain', one)] });
    await ada.handset.network.refresh();
    await eventually(async () => !(await homesOf(ada)).includes(one));
    const [home, ...more] = await homesOf(ada);
    expect(more).toEqual([]);
    expect([two, three]).toContain(home);
    const counted = ada.seen.flatMap((event) =>
      event.type === 'network' && event.network.state === 'known' && event.network.moving
        ? [event.network.moving]
        : [],
    );
    expect(counted).toContainEqual({ from: [one], doneConversations: 0, totalConversations: 1 });
    await eventually(async () => (await moving(ada)) === undefined);
    vanish(made, one);
    await talk(made, []);
  });

  test('that is dropped and gone is replaced, as long as one is left', async () => {
    const made = await scene([one, two], [one, two, three]);
    const { operator, ada } = made;
    await operator.act('relays', { changes: [change('drop', one)] });
    vanish(made, one);
    await ada.handset.network.refresh();
    await eventually(async () => (await homesOf(ada)).join() === [two, three].join());
    await eventually(async () => (await moving(ada)) === undefined);
    await talk(made, []);
  });

  test('is replaced also when all but one are gone', async () => {
    const made = await scene([one, two, three], [one, two, three, relayUrl]);
    const { operator, ada } = made;
    await operator.act('relays', { changes: [change('drop', one), change('drop', two)] });
    vanish(made, one);
    vanish(made, two);
    await ada.handset.network.refresh();
    await eventually(async () => (await homesOf(ada)).join() === [three, relayUrl].join());
    await talk(made, []);
  });

  test('that the network never listed is left to the person', async () => {
    const made = await scene([own, one], [one, two]);
    const { operator, ada } = made;
    await operator.act('relays', { changes: [change('drain', one)] });
    await ada.handset.network.refresh();
    await eventually(async () => (await homesOf(ada)).join() === [own, two].join());
    await talk(made, []);
  });

  test('is left for a relay under a new domain by what a contact says alone', async () => {
    const made = await scene([own, one], [one]);
    const { operator, ada, ben, ofB, ofA } = made;
    await operator.act('relays', { changes: [change('add', three), change('drop', one)] });
    vanish(made, one);
    await ben.handset.network.refresh();
    // Nothing that Ada can reach has the log.
    made.relays[three] = { ...made.relays[three]!, readLog: async () => undefined };
    await ben.handset.send(ofB, { text: 'hello' });
    await shows(ada.handset, ofA, ['hello']);
    await eventually(async () => (await homesOf(ada)).join() === [own, three].join());
    await eventually(async () => (await moving(ada)) === undefined);
  });

  test('is left once another can be reached, however long that takes', async () => {
    const made = await scene([one], [one, two]);
    const { operator, ada, relays } = made;
    const second = relays[two]!;
    delete relays[two];
    await operator.act('relays', { changes: [change('drain', one)] });
    await ada.handset.network.refresh();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await homesOf(ada)).toEqual([one]);
    expect((await moving(ada))?.from).toEqual([one]);
    relays[two] = second;
    await eventually(async () => (await homesOf(ada)).join() === two);
    await talk(made, []);
  });

  test('that was everybody’s only one is replaced, they find each other, and nothing said meanwhile is lost', async () => {
    const made = await scene([one], [one, two], one);
    const { operator, ada, ben, ofA, ofB } = made;
    vanish(made, one);
    await ada.handset.send(ofA, { text: 'said while nobody carried it' });
    await operator.act('relays', { changes: [change('drop', one)] });
    for (const { handset } of people) await handset.network.refresh();
    for (const who of people) await eventually(async () => (await homesOf(who)).join() === two);
    await ada.handset.send(ofA, { text: 'here' });
    await shows(ben.handset, ofB, ['said while nobody carried it', 'here']);
    await ben.handset.send(ofB, { text: 'so am I' });
    await shows(ada.handset, ofA, ['said while nobody carried it', 'here', 'so am I']);
  });
});
