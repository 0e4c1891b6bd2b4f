import { parseEvidence, verifyEvidence } from '@sotto/actlog';
import type { RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, Handset, KnownNetwork } from '../src/api.ts';
import { eventually, meet, person, relayUrl, shows } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { foundOperator, noticeOf } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';

const elsewhere = 'https://elsewhere.example' as RelayUrl;
const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600;

let people: Person[] = [];
afterEach(async () => {
  for (const { vault } of people) await vault.close();
  people = [];
});

interface Scene {
  readonly ada: Person;
  readonly ben: Person;
  readonly ofA: ConversationId;
  readonly ofB: ConversationId;
  /** What each relay serves now. */
  readonly logs: { here: TestOperator | undefined; there: TestOperator | undefined };
}

/** Ada at a relay of the network, Ben at another relay. They know each other and joined. */
async function scene(operator: TestOperator, there: TestOperator | undefined): Promise<Scene> {
  const logs: Scene['logs'] = { here: operator, there };
  const relay = { ...tinyRelay(), readLog: async (path: string) => logs.here?.files.get(path) };
  const other = { ...tinyRelay(), readLog: async (path: string) => logs.there?.files.get(path) };
  const others = { [elsewhere]: other };
  const ada = await person({ relay, others });
  const ben = await person({ relay, others, home: elsewhere });
  people = [ada, ben];
  const met = await meet(ada, ben);
  for (const { handset } of people) {
    await handset.network.join(operator.charterHash);
    await handset.network.refresh();
  }
  return { ada, ben, logs, ...met };
}

const found = (relays: readonly RelayUrl[] = []): Promise<TestOperator> =>
  foundOperator({ nowMs: Date.now, relays: [relayUrl, ...relays] });

async function entries(handset: Handset): Promise<number> {
  const network = await handset.network.view();
  return network.state === 'known' ? network.entries : 0;
}

describe('what members tell each other', () => {
  test('brings a notice to one whose relay has no log, by the message of one who has read it', async () => {
    const operator = await found();
    const { ada, ben, ofA } = await scene(operator, undefined);
    expect((await ben.handset.network.view()).state).toBe('waiting');
    await operator.act('notice', noticeOf('move', 'We have moved.', inAnHour()));
    await ada.handset.network.refresh();
    await ada.handset.send(ofA, { text: 'hello' });
    await eventually(async () => (await entries(ben.handset)) === 2);
    expect(((await ben.handset.network.view()) as KnownNetwork).notices).toMatchObject([
      { grade: 'move', texts: [{ text: 'We have moved.' }], signedBy: ['Nora', 'Omar'] },
    ]);
    await eventually(() =>
      ben.seen.some((event) => event.type === 'network' && event.network.state === 'known'),
    );
  });

  test('brings it also to one who writes and is behind', async () => {
    const operator = await found();
    const { ada, ben, ofB } = await scene(operator, undefined);
    await operator.act('heartbeat', {});
    await ada.handset.network.refresh();
    await ben.handset.send(ofB, { text: 'hello' });
    await eventually(async () => (await entries(ben.handset)) === 2);
  });

  test('goes in several parts when one does not hold it', async () => {
    const operator = await found();
    const { ada, ben, ofB } = await scene(operator, undefined);
    const text = 'x'.repeat(2_048);
    const texts = ['en', 'de', 'fr', 'it', 'es', 'nl', 'pt', 'da', 'sv', 'fi'].map((language) => ({
      language,
      text,
    }));
    for (let count = 0; count < 5; count += 1)
      await operator.act('notice', {
        ...{ grade: 'advice', texts, expiresAtSeconds: inAnHour(), replaces: null },
      });
    await ada.handset.network.refresh();
    await ben.handset.send(ofB, { text: 'hello' });
    await eventually(async () => (await entries(ben.handset)) === 6);
  });

  test.each([
    ['as many entries', 1],
    ['more entries', 2],
  ])(
    'shows two who were shown different logs, one of %s, that they were, with proof',
    async (_, more) => {
      const operator = await found([elsewhere]);
      const other = operator.fork();
      await operator.act('heartbeat', {});
      for (let count = 0; count < more; count += 1)
        await other.act('notice', noticeOf('advice', `Only for Ben, ${count}.`, inAnHour()));
      const { ada, ben, ofA, ofB } = await scene(operator, other);
      expect(await Promise.all([ada, ben].map(({ handset }) => entries(handset)))).toEqual([
        2,
        1 + more,
      ]);
      await ada.handset.send(ofA, { text: 'hello' });
      await shows(ben.handset, ofB, ['hello']);
      for (const who of [ada, ben]) {
        const [proof] = await eventually(async () => {
          const all = await who.handset.network.evidence();
          return all.length > 0 && all;
        });
        const key = operator.published().position.state.network!.document.charter.logKey;
        expect(
          await verifyEvidence(parseEvidence(proof!.bytes), key, crypto.signatures.Ed25519),
        ).toBe(true);
        expect(await who.handset.network.view()).toMatchObject({ evidence: 1 });
      }
    },
  );
});
