import { nodeCrypto } from '@sotto/crypto-node';
import type { RelayUrl } from '@sotto/core';
import type { KnownNetwork } from '@sotto/handset';
import { parseAside, parseEnvelopeContent, unpad } from '@sotto/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNetwork } from '../src/index.ts';
import type {
  Network,
  NetworkWatch,
  SimulatedHandset,
  SimulatedOperator,
  SimulatedRelay,
} from '../src/index.ts';
import { agree, groupOf, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface Scene {
  readonly net: Network;
  readonly operator: SimulatedOperator;
  /** It has the log. */
  readonly home: SimulatedRelay;
  /** It has none. */
  readonly away: SimulatedRelay;
}

async function scene(watch: NetworkWatch = {}): Promise<Scene> {
  const net = createNetwork({ seed: 1, crypto: nodeCrypto, unsafeModels: true, watch });
  onTestFinished(net.close);
  const operator = await net.addOperator(['home']);
  const home = await net.addRelay('home', { actLog: operator.view });
  return { net, operator, home, away: await net.addRelay('away') };
}

async function join({ net, operator }: Scene, who: SimulatedHandset): Promise<void> {
  await net.wait(who.handset().network.join(operator.charterHash));
}

async function known(who: SimulatedHandset): Promise<KnownNetwork | undefined> {
  const network = await who.handset().network.view();
  return network.state === 'known' ? network : undefined;
}

async function knows(who: SimulatedHandset, entries: number): Promise<boolean> {
  return (await known(who))?.entries === entries;
}

describe('the log of a network', () => {
  test('is read at the hello that names another head, and else about every hour', async () => {
    const made = await scene();
    const { net, operator, home } = made;
    const ada = await net.addHandset('Ada', home);
    await join(made, ada);
    await net.until(() => knows(ada, 1));
    await net.wait(operator.heartbeat());
    await net.until(() => knows(ada, 2), 1.6 * hourMs);
    const end = net.partition([ada], [home]);
    await net.advance(10 * minuteMs);
    await net.wait(operator.heartbeat());
    end();
    await net.until(() => knows(ada, 3), 2 * minuteMs);
    expect((await known(ada))?.trouble).toBeUndefined();
  });

  test('is not hidden for long by a home that shows an old one', async () => {
    const made = await scene();
    const { net, operator } = made;
    const two = 'https://two.example' as RelayUrl;
    await net.wait(operator.relays([{ change: 'add', relay: two }]));
    const liar = await net.addRelay('liar', { actLog: operator.view.frozen() });
    await net.addRelay('two', { actLog: operator.view });
    const ada = await net.addHandset('Ada', liar);
    await join(made, ada);
    await net.until(() => knows(ada, 2));
    await net.wait(operator.notice({ text: 'Your relay hides this.' }));
    await net.until(() => knows(ada, 3), 1.6 * hourMs);
    expect((await known(ada))?.trouble).toBeUndefined();
  });

  test('is whole after a crash at any write of what was read, and goes on', async () => {
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let writes = 0; writes < 2; writes += 1) {
        const made = await scene();
        const { net, operator, home } = made;
        const ada = await net.addHandset('Ada', home);
        await join(made, ada);
        await net.until(() => knows(ada, 1));
        await net.wait(operator.notice({ text: 'Tea is at four.' }));
        await net.advance(minuteMs);
        ada.crashAtWrite(when, writes);
        await ada
          .handset()
          .network.refresh()
          .catch(() => undefined);
        await net.advance(2 * hourMs);
        crashes += ada.crashes();
        ada.crash();
        await net.wait(ada.start());
        await net.until(() => knows(ada, 2), 2 * hourMs);
        expect(await ada.handset().network.acts()).toMatchObject([
          { entry: 1, kind: 'notice' },
          { entry: 0, kind: 'charter' },
        ]);
        net.close();
      }
    }
    expect(crashes).toBeGreaterThanOrEqual(2);
  });

  test('tells by the clock alone that operator and witnesses fell silent, and when a notice is over', async () => {
    const made = await scene();
    const { net, operator, home } = made;
    await net.wait(operator.notice({ text: 'Tea is at four.', lastsSeconds: 30 * 3_600 }));
    const ada = await net.addHandset('Ada', home);
    await join(made, ada);
    await net.until(() => knows(ada, 2));
    const seen: KnownNetwork[] = [];
    void (async () => {
      for await (const event of ada.handset().events())
        if (event.type === 'network' && event.network.state === 'known') seen.push(event.network);
    })();
    ada.setNetwork('down');
    await net.advance(4 * dayMs);
    const steps = (of: 'operatorPulse' | 'witnessPulse') => [
      ...new Set(seen.map((each) => each[of].step)),
    ];
    expect(steps('operatorPulse')).toEqual(['fresh', 'late', 'silent']);
    expect(steps('witnessPulse')).toEqual(['fresh', 'late', 'silent']);
    expect(seen.at(-1)?.notices).toEqual([]);
  });

  test('keeps an act of the future until its time', async () => {
    const made = await scene();
    const { net, operator, home } = made;
    const atSeconds = Math.floor(net.clock.now() / 1_000) + 3 * 3_600;
    await net.wait(operator.notice({ text: 'Later.' }, { atSeconds }));
    const ada = await net.addHandset('Ada', home);
    await join(made, ada);
    await net.until(() => knows(ada, 2));
    expect((await known(ada))?.notices).toEqual([]);
    expect(await ada.handset().network.acts()).toMatchObject([{ entry: 0 }]);
    await net.advance(3 * hourMs);
    await net.wait(operator.refresh());
    await net.until(async () => (await known(ada))?.notices.length === 1, 2 * hourMs);
    expect(await ada.handset().network.acts()).toMatchObject([{ entry: 1 }, { entry: 0 }]);
  });

  test('goes on under new keys and witnesses, also for one who hears of it from a member alone', async () => {
    const made = await scene();
    const { net, operator, home, away } = made;
    const ada = await net.addHandset('Ada', home);
    const ben = await net.addHandset('Ben', away);
    for (const who of [ada, ben]) await join(made, who);
    await net.until(() => knows(ada, 1));
    const [ofAda, ofBen] = await net.introduce(ada, ben);
    await net.wait(operator.handOver());
    await net.wait(operator.notice({ text: 'We have new keys.' }));
    await net.wait(ada.handset().network.refresh());
    expect(await knows(ada, 3)).toBe(true);
    await say({ who: ada, id: ofAda }, 'hello');
    await agree(net, [{ who: ben, id: ofBen }], ['hello']);
    await net.until(() => knows(ben, 3));
    expect((await known(ben))?.notices).toMatchObject([{ texts: [{ text: 'We have new keys.' }] }]);
  });
});

describe('a freeze', () => {
  test('ends by itself, and what waited goes although nobody touches the handset', async () => {
    const made = await scene();
    const { net, operator, home } = made;
    const ada = await net.addHandset('Ada', home);
    const ben = await net.addHandset('Ben', home);
    const [ofAda, ofBen] = await net.introduce(ada, ben);
    for (const who of [ada, ben]) await join(made, who);
    await net.until(() => knows(ada, 1));
    await net.advance(minuteMs);
    ada.setNetwork('down');
    await net.advance(minuteMs);
    await say({ who: ada, id: ofAda }, 'before the freeze');
    const lastsSeconds = 5 * 3_600;
    await net.wait(operator.freeze({ reason: 'Wait.', level: 'noSending', lastsSeconds }));
    await net.wait(ada.handset().network.importLog(operator.log().bundle(0, 100_000)));
    ada.setNetwork('up');
    await net.advance(4 * hourMs);
    expect(await texts({ who: ben, id: ofBen })).toEqual([]);
    await expect(say({ who: ada, id: ofAda }, 'in the freeze')).rejects.toMatchObject({
      code: 'NETWORK_FROZEN',
    });
    await net.advance(hourMs + minuteMs);
    expect(await texts({ who: ben, id: ofBen })).toEqual(['before the freeze']);
    await say({ who: ada, id: ofAda }, 'after the freeze');
    await agree(
      net,
      [
        { who: ada, id: ofAda },
        { who: ben, id: ofBen },
      ],
      ['before the freeze', 'after the freeze'],
    );
  });
});

describe('a group', () => {
  test('tells one who is behind, and few of many do', async () => {
    const bundles: string[] = [];
    const made = await scene({
      sealed: (who, _, { data }) => {
        if (isLog(data)) bundles.push(who);
      },
    });
    const { net, operator, home, away } = made;
    const zoe = await net.addHandset('Zoe', away);
    const others: SimulatedHandset[] = [];
    for (let count = 0; count < 20; count += 1)
      others.push(await net.addHandset(`Member ${count}`, home));
    const [first, ...rest] = others as [SimulatedHandset, ...SimulatedHandset[]];
    for (const who of [...rest, zoe]) await net.introduce(first, who);
    await net.advance(minuteMs);
    const members = [...rest, zoe].map((who) => who.handset().identity);
    const { id } = await net.wait(first.handset().createGroup({ name: 'Circle', members }));
    const people: Person[] = [{ who: first, id }];
    for (const who of [...rest, zoe]) people.push({ who, id: await groupOf(net, who, 'Circle') });
    await net.wait(operator.notice({ text: 'Tea is at four.' }));
    for (const who of [...others, zoe]) await join(made, who);
    for (const who of others) await net.until(() => knows(who, 2));
    expect(bundles).toEqual([]);
    await say(people.at(-1)!, 'hello');
    await agree(net, people, ['hello']);
    await net.advance(10 * minuteMs);
    expect(await knows(zoe, 2)).toBe(true);
    expect(bundles.length).toBeGreaterThan(0);
    expect(bundles.length).toBeLessThan(12);
    const told = bundles.length;
    await say(people.at(-1)!, 'again');
    await net.advance(10 * minuteMs);
    expect(bundles).toHaveLength(told);
  });
});

describe('two whose relays are all gone', () => {
  test('meet again at a relay that they learn of by a file', async () => {
    const made = await scene();
    const { net, operator, home } = made;
    const ada = await net.addHandset('Ada', home);
    const ben = await net.addHandset('Ben', home);
    for (const who of [ada, ben]) await join(made, who);
    const [ofAda, ofBen] = await net.introduce(ada, ben);
    const people = [
      { who: ada, id: ofAda },
      { who: ben, id: ofBen },
    ];
    await say(people[0]!, 'before');
    await agree(net, people, ['before']);
    home.vanish();
    const island = await net.addRelay('island');
    await net.wait(
      operator.relays([
        { change: 'add', relay: island.url },
        { change: 'drop', relay: home.url },
      ]),
    );
    const file = operator.log().bundle(0, 1_000_000);
    for (const who of [ada, ben]) await net.wait(who.handset().network.importLog(file));
    for (const who of [ada, ben])
      await net.until(async () => (await who.handset().status()).relays.join() === island.url);
    // Posted to where nobody is any more, it is asked for when its sender is heard again.
    await say(people[0]!, 'after');
    await net.advance(hourMs);
    await say(people[1]!, 'who is there');
    await agree(net, people, ['before', 'after', 'who is there'], dayMs);
  });
});

/** Whether this is an envelope's plaintext that holds entries of a log. */
function isLog(data: Uint8Array): boolean {
  try {
    const content = parseEnvelopeContent(unpad(data));
    return content.kind === 'aside' && parseAside(content.aside).body.kind === 'log';
  } catch {
    return false;
  }
}
