import { alarmPath, signAlarm } from '@sotto/actlog';
import type { WitnessAlarm } from '@sotto/actlog';
import type { RelayUrl } from '@sotto/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, KnownNetwork, NetworkAlarm } from '../src/api.ts';
import { eventually, meet, passphrase, person, relayUrl } from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { foundOperator } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { crypto } from './node-crypto.ts';
import { tinyRelay } from './tiny-relay.ts';

const { Ed25519 } = crypto.signatures;
const elsewhere = 'https://elsewhere.example' as RelayUrl;
const seed = (of: number): Uint8Array => new Uint8Array(32).fill(of);
const dayMs = 86_400_000;

/** What a witness of `foundOperator` says: its name has the seed of its key. */
function alarmOf(change: Partial<WitnessAlarm> = {}, key = seed(50)): Promise<Uint8Array> {
  const word: WitnessAlarm = {
    origin: 'log.example',
    witness: 'w50.example',
    atSeconds: Math.floor(Date.now() / 1_000) - 60,
    isRaised: true,
    texts: [{ language: 'en', text: 'The log showed me two trees.' }],
    ...change,
  };
  return signAlarm(word, key, Ed25519);
}

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
  /** What the first witness serves to Ada, who alone can reach it, and how often it was asked. */
  readonly witness: { alarm: Uint8Array | undefined; asked: number };
}

async function scene(operator: TestOperator): Promise<Scene> {
  const witness: Scene['witness'] = { alarm: undefined, asked: 0 };
  const readLog = async (path: string) => operator.files.get(path);
  const [relay, other] = [
    { ...tinyRelay(), readLog },
    { ...tinyRelay(), readLog },
  ];
  const others = { [elsewhere]: other };
  const place = {
    ...tinyRelay(),
    readLog: async (path: string) => {
      expect(path).toBe(alarmPath('log.example', 'w50.example'));
      witness.asked += 1;
      return witness.alarm;
    },
  };
  const ada = await person({ relay, others: { ...others, 'https://w50.example': place } });
  const ben = await person({ relay, others, home: elsewhere });
  people = [ada, ben];
  const met = await meet(ada, ben);
  for (const { handset } of people) {
    await handset.network.join(operator.charterHash);
    await eventually(async () => (await handset.network.view()).state === 'known');
  }
  return { ada, ben, witness, ...met };
}

async function alarms({ handset }: Person): Promise<readonly NetworkAlarm[]> {
  return ((await handset.network.view()) as KnownNetwork).alarms;
}

const found = (agoMs = 0): Promise<TestOperator> =>
  foundOperator({ nowMs: () => Date.now() - agoMs, relays: [relayUrl] });

describe('what a witness says by itself', () => {
  test('is asked of the witness when somebody wants to know, and not with every look at the log', async () => {
    const { ada, witness } = await scene(await found());
    expect(witness.asked).toBe(0);
    witness.alarm = await alarmOf();
    await ada.handset.network.refresh();
    expect(witness.asked).toBe(1);
    expect(await alarms(ada)).toMatchObject([
      { witness: 'w50.example', texts: [{ text: 'The log showed me two trees.' }] },
    ]);
    await eventually(() => ada.seen.some(({ type }) => type === 'network'));
  });

  test('is asked without anybody’s doing once witnesses are not heard any more', async () => {
    const { witness } = await scene(await found(2 * dayMs));
    await eventually(() => witness.asked > 0);
  });

  test('goes from member to member inside their messages, and comes to one who cannot reach the witness', async () => {
    const { ada, ben, ofA, ofB, witness } = await scene(await found());
    witness.alarm = await alarmOf();
    await ada.handset.network.refresh();
    await ben.handset.send(ofB, { text: 'hello' });
    await eventually(async () => (await alarms(ben)).length === 1);
    expect(await alarms(ben)).toEqual(await alarms(ada));
    await ada.handset.send(ofA, { text: 'hello' });
    expect(await ben.handset.network.acts()).toHaveLength(1);
  });

  test('is taken back by the same witness’s later word alone, and does not come back', async () => {
    const { ada, ben, ofB, witness } = await scene(await found());
    const [raised, lifted] = [
      await alarmOf(),
      await alarmOf({ isRaised: false, atSeconds: Math.floor(Date.now() / 1_000) - 30 }),
    ];
    witness.alarm = raised;
    await ada.handset.network.refresh();
    await ben.handset.network.importLog(raised);
    await ada.handset.network.importLog(
      await alarmOf({ witness: 'w51.example', isRaised: false }, seed(51)),
    );
    expect(await alarms(ada)).toHaveLength(1);
    witness.alarm = lifted;
    await ada.handset.network.refresh();
    expect(await alarms(ada)).toEqual([]);
    await ada.handset.network.importLog(raised);
    expect(await alarms(ada)).toEqual([]);
    await ben.handset.send(ofB, { text: 'hello' });
    await eventually(async () => (await alarms(ben)).length === 0);
  });

  test('is none when an operator signs it, or the log’s key, or a witness of another log', async () => {
    const { ada } = await scene(await found());
    for (const forged of [
      await alarmOf({}, seed(1)),
      await alarmOf({}, seed(40)),
      await alarmOf({ witness: 'log.example' }, seed(40)),
      await alarmOf({ witness: 'w53.example' }, seed(53)),
      await alarmOf({ origin: 'other.example' }),
      await alarmOf({ atSeconds: Math.floor(Date.now() / 1_000) + 3_600 }),
    ])
      await expect(ada.handset.network.importLog(forged)).rejects.toMatchObject({
        code: 'NETWORK_LOG_MALFORMED',
      });
    expect(await alarms(ada)).toEqual([]);
  });

  test('outlives a lock, and does nothing but say it', async () => {
    const { ada, ofA } = await scene(await found());
    await ada.handset.network.importLog(await alarmOf());
    const before = await alarms(ada);
    await ada.handset.lock();
    ada.handset = await ada.vault.unlock({ passphrase });
    expect(await alarms(ada)).toEqual(before);
    expect(before).toHaveLength(1);
    expect((await ada.handset.network.view()) as KnownNetwork).not.toHaveProperty('freeze');
    await ada.handset.send(ofA, { text: 'as ever' });
  });
});
