import type { Mls } from '@sotto/mls';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { inspect } from '../src/inspect.ts';
import { wiretap } from './evil-member.ts';
import { eventually, meet, person } from './handset-fixture.ts';
import type { Person, PersonOptions } from './handset-fixture.ts';
import { tinyRelay } from './tiny-relay.ts';

const open: Person[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ vault }) => vault.close()));
});
async function join(options: PersonOptions): Promise<Person> {
  const made = await person(options);
  open.push(made);
  return made;
}

/** Eve, a contact of Ben's and a person like any other, but for what the test says. */
async function contacts() {
  const relay = tinyRelay();
  const tap = wiretap();
  const lies: { tree?: Uint8Array; groupId?: Uint8Array } = {};
  const over = (mls: Mls): Mls =>
    tap.over({
      ...mls,
      createGroup: (input) => mls.createGroup({ ...input, groupId: lies.groupId ?? input.groupId }),
      ratchetTree: (state) => lies.tree ?? mls.ratchetTree(state),
    });
  const ada = await join({ relay, name: 'Ada' });
  const ben = await join({ relay, name: 'Ben' });
  const eve = await join({ relay, name: 'Eve', over });
  await meet(ben, eve);
  return { relay, tap, lies, ada, ben, eve };
}

const groups = async ({ handset }: Person) =>
  (await handset.conversations()).filter(({ kind }) => kind === 'group');

async function groupOf(who: Person, name: string): Promise<ConversationId> {
  return eventually(async () => (await groups(who)).find((each) => each.name === name)?.id);
}

/** A group of Eve's with Ben, as she makes it; resolves when he was told of it. */
async function invites(eve: Person, ben: Person, name: string): Promise<ConversationId> {
  const { id } = await eve.handset.createGroup({ name, members: [ben.handset.identity] });
  await told(eve, ben, id);
  return id;
}

async function told(eve: Person, ben: Person, id: ConversationId): Promise<void> {
  await eventually(async () => (await eve.handset.members(id)).length === 2);
  const direct = (await eve.handset.contact(ben.handset.identity)).conversation!;
  const text = `Have you seen ${id}?`;
  await eve.handset.send(direct, { text });
  await eventually(async () => {
    const hers = (await ben.handset.contact(eve.handset.identity)).conversation!;
    const { messages } = await ben.handset.history(hers);
    return messages.some(({ body }) => body.kind === 'text' && body.text === text);
  });
}

describe('a Welcome into a group', () => {
  test('of a contact who is blocked is left, and one after that is over is followed', async () => {
    const { ben, eve } = await contacts();
    await invites(eve, ben, 'before');
    await groupOf(ben, 'before');
    await ben.handset.setBlocked(eve.handset.identity, true);
    const { id } = await eve.handset.createGroup({
      name: 'while blocked',
      members: [ben.handset.identity],
    });
    await eventually(async () => (await eve.handset.members(id)).length === 2);
    await eve.handset.settled();
    await ben.handset.settled();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await ben.handset.setBlocked(eve.handset.identity, false);
    await invites(eve, ben, 'after');
    await groupOf(ben, 'after');
    const names = (await groups(ben)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['after', 'before']);
  });

  test('with a tree that does not fit is left, and the next is followed', async () => {
    const { lies, ben, eve } = await contacts();
    for (const tree of [new Uint8Array(0), new Uint8Array(300).fill(7)]) {
      lies.tree = tree;
      await invites(eve, ben, `tree of ${tree.length}`);
    }
    delete lies.tree;
    await invites(eve, ben, 'sound');
    await groupOf(ben, 'sound');
    expect(await groups(ben)).toHaveLength(1);
  });

  for (const [when, commits] of [
    ['no later', 0],
    ['later', 4],
  ] as const) {
    test(`that this handset is in already, in an epoch that is ${when}, changes nothing of it`, async () => {
      const { lies, tap, ada, ben, eve } = await contacts();
      await meet(ada, ben);
      await meet(ada, eve);
      const members = [ben, eve].map(({ handset }) => handset.identity);
      const real = await ada.handset.createGroup({ name: 'real', members });
      const ofBen = await groupOf(ben, 'real');
      const ofEve = await groupOf(eve, 'real');
      await eve.handset.send(ofEve, { text: 'hello' });
      await eve.handset.settled();
      lies.groupId = tap.state().context.groupId;
      const before = await inspect(ben.handset, ofBen);
      const { id } = await eve.handset.createGroup({ name: 'false', members: [] });
      for (let commit = 0; commit < commits; commit++) {
        await eve.handset.changeGroup(id, { name: `false ${commit}` });
        await eventually(async () => (await eve.handset.conversation(id)).changesWaiting === 0);
      }
      await eve.handset.changeGroup(id, { add: [ben.handset.identity] });
      await told(eve, ben, id);
      for (const text of ['one', 'two']) await ada.handset.send(real.id, { text });
      await eventually(
        async () => (await ben.handset.conversation(ofBen)).latest?.body.kind === 'text',
      );
      await ben.handset.settled();
      expect(await inspect(ben.handset, ofBen)).toEqual(before);
      expect(await groups(ben)).toMatchObject([{ id: ofBen, name: 'real', state: 'active' }]);
      await ben.handset.send(ofBen, { text: 'three' });
      await eventually(async () => {
        const { body } = (await ada.handset.conversation(real.id)).latest!;
        return body.kind === 'text' && body.text === 'three';
      });
    });
  }
});
