import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId, Handset, KnownNetwork, MessageId } from '../src/api.ts';
import {
  eventually,
  meet,
  passphrase,
  person,
  relayUrl,
  shows,
  states,
} from './handset-fixture.ts';
import type { Person } from './handset-fixture.ts';
import { foundOperator, freezeOf } from './network-operator.ts';
import type { TestOperator } from './network-operator.ts';
import { tinyRelay } from './tiny-relay.ts';
import type { TinyRelay } from './tiny-relay.ts';

const hourMs = 3_600_000;
const in2Hours = (): number => Math.floor((Date.now() + 2 * hourMs) / 1_000);
const frozen = { code: 'NETWORK_FROZEN' };

let people: Person[] = [];
afterEach(async () => {
  for (const { vault } of people) await vault.close();
  people = [];
});

interface Scene {
  readonly operator: TestOperator;
  readonly relay: TinyRelay;
  readonly ada: Person;
  readonly ben: Person;
  readonly ofA: ConversationId;
  readonly ofB: ConversationId;
}

/** Two people of one network who know each other. */
async function scene(): Promise<Scene> {
  const operator = await foundOperator({ nowMs: Date.now, relays: [relayUrl] });
  const relay = { ...tinyRelay(), readLog: async (path: string) => operator.files.get(path) };
  const [ada, ben] = [await person({ relay }), await person({ relay })];
  people = [ada, ben];
  for (const { handset } of people) {
    await handset.network.join(operator.charterHash);
    await handset.network.refresh();
  }
  return { operator, relay, ada, ben, ...(await meet(ada, ben)) };
}

async function text(handset: Handset, id: ConversationId): Promise<MessageId> {
  const { messages } = await handset.history(id);
  return messages.find(({ body }) => body.kind === 'text')!.id;
}

/** Opened anew where there is no network. */
async function cutOff(who: Person): Promise<void> {
  await who.handset.lock();
  who.weather.down = true;
  who.handset = await who.vault.unlock({ passphrase });
}

/** Both clocks go on, so that the freeze is over for whoever it is. */
function laterFor(who: Person, ms: number): void {
  who.clock.offsetMs += ms;
  who.handset.nudge();
}

describe('a freeze', () => {
  test('of sending stops everything that writes to others, and says who signed it and why', async () => {
    const { operator, ada, ofA, ofB, ben } = await scene();
    await ada.handset.send(ofA, { text: 'before' });
    await shows(ben.handset, ofB, ['before']);
    const message = await text(ada.handset, ofA);
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    const network = (await ada.handset.network.refresh()) as KnownNetwork;
    expect(network.freeze).toMatchObject({
      level: 'noSending',
      reasons: [{ language: 'en', text: 'Somebody broke in.' }],
      signedBy: ['Nora', 'Omar'],
      entry: 1,
    });
    const { handset } = ada;
    await expect(handset.send(ofA, { text: 'after' })).rejects.toMatchObject(frozen);
    await expect(handset.edit(ofA, message, 'changed')).rejects.toMatchObject(frozen);
    await expect(handset.react(ofA, message, '👍')).rejects.toMatchObject(frozen);
    await expect(handset.forward(ofA, message, ofA)).rejects.toMatchObject(frozen);
    await expect(handset.remove(ofA, message, 'everyone')).rejects.toMatchObject(frozen);
    await expect(handset.retry(ofA, message)).rejects.toMatchObject(frozen);
    await expect(handset.createInvite()).rejects.toMatchObject(frozen);
    const notes = await handset.notes();
    expect((await handset.send(notes.id, { text: 'for me' })).body).toMatchObject({
      text: 'for me',
    });
    await handset.remove(ofA, message, 'me');
    await shows(handset, ofA, []);
  });

  test('of sending lets receipts and reading go on', async () => {
    const { operator, ada, ben, ofA, ofB } = await scene();
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    await ben.handset.network.refresh();
    await ada.handset.send(ofA, { text: 'from one who has not heard' });
    await shows(ben.handset, ofB, ['from one who has not heard']);
    await ben.handset.markRead(ofB, await text(ben.handset, ofB));
    await eventually(async () => (await states(ada.handset, ofA))[0] === 'read');
  });

  test('of sending holds what was queued before, and it goes by itself at the end', async () => {
    const { operator, ada, ben, ofA, ofB } = await scene();
    await cutOff(ada);
    await ada.handset.send(ofA, { text: 'queued' });
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    const file = await ben.handset.network.refresh().then(() => ben.handset.network.exportLog());
    await ada.handset.network.importLog(file);
    ada.weather.down = false;
    ada.handset.nudge();
    await eventually(async () => (await ada.handset.status()).connection === 'online');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await states(ada.handset, ofA)).toEqual(['queued']);
    await shows(ben.handset, ofB, []);
    laterFor(ada, 3 * hourMs);
    await shows(ben.handset, ofB, ['queued']);
  });

  test('of new members lets nobody in, and everything else go on', async () => {
    const { operator, ada, ben, ofA, ofB } = await scene();
    const { link } = await ada.handset.createInvite();
    await operator.act('freeze', freezeOf('noNewMembers', in2Hours()));
    for (const { handset } of [ada, ben]) await handset.network.refresh();
    const { identity } = ben.handset;
    await expect(ada.handset.createInvite()).rejects.toMatchObject(frozen);
    await expect(ben.handset.acceptInvite(link)).rejects.toMatchObject(frozen);
    await expect(
      ada.handset.createGroup({ name: 'Tea', members: [identity] }),
    ).rejects.toMatchObject(frozen);
    const alone = await ada.handset.createGroup({ name: 'Tea', members: [] });
    await expect(ada.handset.changeGroup(alone.id, { add: [identity] })).rejects.toMatchObject(
      frozen,
    );
    await ada.handset.changeGroup(alone.id, { name: 'Cake' });
    await ada.handset.send(ofA, { text: 'still here' });
    await shows(ben.handset, ofB, ['still here']);
  });

  test('of new members has somebody wait who uses a link that was made before, though their own handset knows of no freeze', async () => {
    const { operator, ada, relay } = await scene();
    const { link } = await ada.handset.createInvite();
    await operator.act('freeze', freezeOf('noNewMembers', in2Hours()));
    await ada.handset.network.refresh();
    const carla = await person({ relay });
    people.push(carla);
    await carla.handset.acceptInvite(link);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ada.handset.contacts()).toHaveLength(1);
    laterFor(ada, 3 * hourMs);
    await eventually(async () => (await ada.handset.contacts()).length === 2);
  });

  test('of new members has those wait who were to be added before', async () => {
    const { operator, ada, ben } = await scene();
    await ada.handset.send((await ada.handset.conversations())[0]!.id, { text: 'hello' });
    await cutOff(ada);
    const { identity } = ben.handset;
    const group = await ada.handset.createGroup({ name: 'Tea', members: [identity] });
    await operator.act('freeze', freezeOf('noNewMembers', in2Hours()));
    await ben.handset.network.refresh();
    await ada.handset.network.importLog(await ben.handset.network.exportLog());
    ada.weather.down = false;
    ada.handset.nudge();
    await eventually(async () => (await ada.handset.status()).connection === 'online');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await ada.handset.members(group.id)).map(({ isMe }) => isMe)).toEqual([true]);
    laterFor(ada, 3 * hourMs);
    await eventually(async () => (await ada.handset.members(group.id)).length === 2);
  });

  test('of sending lets members be removed and leave', async () => {
    const { operator, ada, ben } = await scene();
    const { identity } = ben.handset;
    const group = await ada.handset.createGroup({ name: 'Tea', members: [identity] });
    const ofBen = await eventually(async () =>
      (await ben.handset.conversations()).find(({ kind }) => kind === 'group'),
    );
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    for (const { handset } of [ada, ben]) await handset.network.refresh();
    await ada.handset.changeGroup(group.id, { remove: [identity] });
    await eventually(async () => (await ben.handset.conversation(ofBen.id)).state === 'removed');
    await ada.handset.leave(group.id);
    await eventually(async () => (await ada.handset.conversation(group.id)).state === 'left');
  });

  test('of sending lets one leave although something waits, which then goes to nobody', async () => {
    const { operator, ada, ben } = await scene();
    const { identity } = ben.handset;
    const group = await ada.handset.createGroup({ name: 'Tea', members: [identity] });
    const ofBen = await eventually(async () =>
      (await ben.handset.conversations()).find(({ kind }) => kind === 'group'),
    );
    await cutOff(ada);
    await ada.handset.send(group.id, { text: 'never' });
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    await ben.handset.network.refresh();
    await ada.handset.network.importLog(await ben.handset.network.exportLog());
    await ada.handset.leave(group.id);
    ada.weather.down = false;
    ada.handset.nudge();
    await eventually(async () => (await ada.handset.conversation(group.id)).state === 'left');
    await eventually(async () => (await ben.handset.members(ofBen.id)).length === 1);
    const { messages } = await ben.handset.history(ofBen.id);
    expect(messages.filter(({ body }) => body.kind === 'text')).toEqual([]);
  });

  test('ends by its act, at once', async () => {
    const { operator, ada, ben, ofA, ofB } = await scene();
    await operator.act('freeze', freezeOf('noSending', in2Hours()));
    await ada.handset.network.refresh();
    await expect(ada.handset.send(ofA, { text: 'no' })).rejects.toMatchObject(frozen);
    await operator.act('unfreeze', { reasons: [{ language: 'en', text: 'All is well.' }] });
    expect(await ada.handset.network.refresh()).not.toHaveProperty('freeze');
    await ada.handset.send(ofA, { text: 'yes' });
    await shows(ben.handset, ofB, ['yes']);
  });
});
