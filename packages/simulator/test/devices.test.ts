import type { MessageId } from '@sotto/handset';
import { describe, expect, test } from 'vitest';
import { cleanedSimulatedPicture, simulatedPicture } from '../src/index.ts';
import type { Network, SimulatedHandset } from '../src/index.ts';
import { conversationOf, isDirect, isNotes, pair, seenBy } from './device-fixture.ts';
import { agree, converge, events, groupOf, history, say, texts } from './group-fixture.ts';
import type { Person } from './group-fixture.ts';

/** Waits until all of these devices are in the group's tree, as each of them sees it. */
async function devicesIn(net: Network, people: readonly Person[], count: number): Promise<void> {
  for (const { who, id } of people)
    await net.until(async () => {
      const members = await who.handset().members(id);
      return members.reduce((sum, { devices }) => sum + devices, 0) === count;
    });
}

describe('another device', () => {
  test('is linked by its code, and has the conversation with all that was said before and after', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofAda, 'one');
    await say(ofBen, 'two');
    await agree(net, [ofAda, ofBen], ['one', 'two']);
    const tablet = await net.addDevice(ada, 'Tablet');
    expect(tablet.handset().identity).toBe(ada.handset().identity);
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two']);
    await say(ofTablet, 'three');
    await say(ofBen, 'four');
    await say(ofAda, 'five');
    await agree(net, [ofAda, ofBen, ofTablet], ['one', 'two', 'three', 'four', 'five']);
    await converge(net, [ofAda, ofBen, ofTablet]);
    const devices = await ada.handset().devices();
    expect(devices.map(({ name, isThis }) => `${name} ${isThis}`)).toEqual([
      ' true',
      'Tablet false',
    ]);
    const { dropped } = await tablet.handset().status();
    expect(dropped).toEqual({ undecryptable: 0, replayed: 0, malformed: 0, forged: 0 });
    net.close();
  });

  test('belongs to the network that the others belong to, whether they did before or do later', async () => {
    const { net, ada } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    const charterHash = 'c0'.repeat(32);
    await tablet.handset().network.join(charterHash);
    const pinned = async (who: SimulatedHandset): Promise<boolean> => {
      const network = await who.handset().network.view();
      return network.state === 'waiting' && network.charterHash === charterHash;
    };
    await net.until(() => pinned(ada));
    const laptop = await net.addDevice(ada, 'Laptop');
    await net.until(() => pinned(laptop));
    net.close();
  });

  test('shows to the others as a device of the same person, and counts as one member', async () => {
    const { net, ada, ofBen } = await pair();
    const before = await ofBen.who.handset().safetyNumber(ada.handset().identity);
    await net.addDevice(ada, 'Tablet');
    await devicesIn(net, [ofBen], 3);
    expect(await events(ofBen)).toContain('device');
    expect(await ofBen.who.handset().members(ofBen.id)).toHaveLength(2);
    expect(await ofBen.who.handset().safetyNumber(ada.handset().identity)).toEqual(before);
    net.close();
  });

  test('says what it says as the same person, and knows its own messages', async () => {
    const { net, ada, ofAda } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await say(ofTablet, 'from the tablet');
    await agree(net, [ofAda], ['from the tablet']);
    const mine = (await history(ofAda)).find(({ body }) => body.kind === 'text');
    expect(mine).toMatchObject({ mine: true, sender: ada.handset().identity });
    expect((await seenBy(ofAda)).unread).toBe(0);
    net.close();
  });

  test('has the groups, and is added to those that come, whichever device they come to', async () => {
    const { net, ada, ben, relay } = await pair();
    const old = await ada.handset().createGroup({ name: 'Old', members: [ben.handset().identity] });
    const ofBen = { who: ben, id: await groupOf(net, ben, 'Old') };
    await say(ofBen, 'before');
    await agree(net, [{ who: ada, id: old.id }], ['before']);
    const tablet = await net.addDevice(ada, 'Tablet');
    const oldOfTablet = { who: tablet, id: await groupOf(net, tablet, 'Old') };
    await agree(net, [oldOfTablet], ['before']);
    await net.until(async () => (await tablet.handset().contacts()).length === 1);

    const made = await tablet
      .handset()
      .createGroup({ name: 'New', members: [ben.handset().identity] });
    const newOnes = [
      { who: tablet, id: made.id },
      { who: ada, id: await groupOf(net, ada, 'New') },
      { who: ben, id: await groupOf(net, ben, 'New') },
    ];
    for (const each of newOnes) await say(each, each.who.name);
    await agree(net, newOnes, ['Ada', 'Ben', 'Tablet']);

    const cleo = await net.addHandset('Cleo', relay);
    const { link } = await net.wait(cleo.handset().createInvite());
    await net.wait(tablet.handset().acceptInvite(link, { petname: 'C' }));
    const withCleo = await conversationOf(net, ada, ({ name }) => name === 'C');
    await say(withCleo, 'hello Cleo');
    await agree(net, [await conversationOf(net, cleo, isDirect)], ['hello Cleo']);
    net.close();
  });

  test('is added to a group by somebody else together with the first', async () => {
    const { net, ada, ben } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.advance(60_000);
    const group = await ben
      .handset()
      .createGroup({ name: 'Ours', members: [ada.handset().identity] });
    const people = [
      { who: ben, id: group.id },
      { who: ada, id: await groupOf(net, ada, 'Ours') },
      { who: tablet, id: await groupOf(net, tablet, 'Ours') },
    ];
    for (const each of people) await say(each, each.who.name);
    await agree(net, people, ['Ada', 'Ben', 'Tablet']);
    await devicesIn(net, people, 3);
    net.close();
  });

  test('follows what was read, typed, muted, named, verified and set, in both directions', async () => {
    const { net, ada, ben, ofAda, ofBen } = await pair();
    const who = ben.handset().identity;
    await ada.handset().rename(who, 'Benjamin');
    await ada.handset().changeSettings({ sendTyping: false });
    await ada.handset().arrange(ofAda.id, { draft: 'half a wor', muted: true });
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await net.until(async () => (await seenBy(ofTablet)).draft === 'half a wor');
    await net.until(async () => (await seenBy(ofTablet)).muted);
    await net.until(async () => (await seenBy(ofTablet)).name === 'Benjamin');
    await net.until(async () => !(await tablet.handset().settings()).sendTyping);

    await say(ofBen, 'unread');
    for (const each of [ofAda, ofTablet])
      await net.until(async () => (await seenBy(each)).unread === 1);
    const id = (await history(ofTablet)).at(-1)?.id as MessageId;
    await tablet.handset().markRead(ofTablet.id, id);
    await net.until(async () => (await seenBy(ofAda)).unread === 0);
    await tablet.handset().arrange(ofTablet.id, { draft: '', muted: false });
    await net.until(async () => (await seenBy(ofAda)).draft === '' && !(await seenBy(ofAda)).muted);
    await tablet.handset().setVerified(who, true);
    await net.until(async () => (await ada.handset().contact(who)).verified === 'compared');
    await ada.handset().setBlocked(who, true);
    await net.until(async () => (await tablet.handset().contact(who)).blocked);
    net.close();
  });

  test('shares the notes', async () => {
    const { net, ada } = await pair();
    const notes = await ada.handset().notes();
    const ofAda = { who: ada, id: notes.id };
    await say(ofAda, 'milk');
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = {
      who: tablet,
      id:
        (await tablet.handset().conversations()).find(isNotes)?.id ??
        (await conversationOf(net, tablet, isNotes)).id,
    };
    await agree(net, [ofTablet], ['milk']);
    await say(ofTablet, 'bread');
    await agree(net, [ofAda, ofTablet], ['milk', 'bread']);
    expect((await tablet.handset().notes()).id).toBe(ofTablet.id);
    net.close();
  });

  test('gets what was said while it was away, and the first what was said while that one was', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await agree(net, [ofTablet], []);
    tablet.setNetwork('down');
    await say(ofAda, 'one');
    await say(ofBen, 'two');
    await agree(net, [ofAda, ofBen], ['one', 'two']);
    ada.setNetwork('down');
    tablet.setNetwork('up');
    await agree(net, [ofTablet], ['one', 'two']);
    await say(ofTablet, 'three');
    await agree(net, [ofBen], ['one', 'two', 'three']);
    await net.wait(tablet.stop());
    ada.setNetwork('up');
    await agree(net, [ofAda], ['one', 'two', 'three']);
    net.close();
  });

  test('has the pictures of before, also those that their relay has no more', async () => {
    const { net, relay, ada, ofAda, ofBen } = await pair();
    relay.sync();
    const content = new TextEncoder().encode('a hill');
    await ofAda.who.handset().send(ofAda.id, { picture: simulatedPicture(content) });
    await net.until(async () => (await history(ofBen)).some(({ body }) => body.kind === 'picture'));
    await net.advance(10_000);
    relay.rollBack();
    await net.wait(relay.start());
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    const isHere = async (): Promise<boolean> =>
      (await history(ofTablet)).some(({ body }) => body.kind === 'picture' && body.here);
    await net.until(isHere);
    const { id } = (await history(ofTablet)).find(({ body }) => body.kind === 'picture')!;
    const { bytes } = await net.wait(tablet.handset().picture(ofTablet.id, id));
    expect(bytes).toEqual(cleanedSimulatedPicture(content));
    net.close();
  });

  test('has the whole of a long history', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const expected: string[] = [];
    for (let index = 0; index < 600; index += 1) {
      expected.push(`${index}`);
      await say(index % 2 === 0 ? ofAda : ofBen, `${index}`);
      if (index % 100 === 0) await net.advance(5_000);
    }
    await agree(net, [ofAda, ofBen], expected);
    const tablet = await net.addDevice(ada, 'Tablet');
    const transfers: number[] = [];
    const newOnes: string[] = [];
    void (async () => {
      for await (const event of tablet.handset().events())
        if (event.type === 'transfer') transfers.push(event.doneMessages);
        else if (event.type === 'message' && event.isNew && event.message.body.kind === 'text')
          newOnes.push(event.message.body.text);
    })();
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await net.until(async () => (await texts(ofTablet)).length >= 10);
    await net.wait(ada.stop());
    await net.wait(tablet.stop());
    await net.wait(tablet.start());
    await net.wait(ada.start());
    await net.until(async () => (await texts(ofTablet)).length === 600);
    expect(await texts(ofTablet)).toEqual(await texts(ofAda));
    expect(transfers.length).toBeGreaterThan(0);
    // A bot that answers what is new does not answer the past.
    expect(newOnes).toEqual([]);
    net.close();
  });

  test('leaves a group with the person, whichever device says so', async () => {
    const { net, ada, ben } = await pair();
    const group = await ben
      .handset()
      .createGroup({ name: 'Ours', members: [ada.handset().identity] });
    await groupOf(net, ada, 'Ours');
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = { who: tablet, id: await groupOf(net, tablet, 'Ours') };
    const ofAda = { who: ada, id: await groupOf(net, ada, 'Ours') };
    await tablet.handset().leave(ofTablet.id);
    for (const each of [ofAda, ofTablet])
      await net.until(async () => ['left', 'removed'].includes((await seenBy(each)).state));
    await net.until(async () => (await ben.handset().members(group.id)).length === 1);
    expect(await events({ who: ben, id: group.id })).toContain('left');
    net.close();
  });
});

describe('many devices', () => {
  test('of one person, ten of them, all have all', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    await say(ofAda, 'first');
    const all: SimulatedHandset[] = [ada];
    for (let index = 2; index <= 10; index += 1)
      // Each by another one, so that the chain is long.
      all.push(
        await net.addDevice(
          all[Math.floor((index - 2) / 2)] as SimulatedHandset,
          `Device ${index}`,
        ),
      );
    const people: Person[] = [];
    for (const each of all) people.push(await conversationOf(net, each, isDirect));
    await devicesIn(net, [...people, ofBen], 11);
    for (const each of people) await say(each, each.who.name);
    const expected = ['first', ...all.map(({ name }) => name)];
    await agree(net, [...people, ofBen], expected);
    for (const each of all)
      await net.until(async () => (await each.handset().devices()).length === 10);
    net.close();
  }, 120_000);
});

describe('a device that is revoked', () => {
  test('is taken out of every conversation, reads nothing after, and knows it', async () => {
    const { net, ada, ben, ofAda, ofBen } = await pair();
    const group = await ada
      .handset()
      .createGroup({ name: 'Ours', members: [ben.handset().identity] });
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    const groupOfTablet = { who: tablet, id: await groupOf(net, tablet, 'Ours') };
    await say(ofBen, 'before');
    await agree(net, [ofAda, ofTablet, ofBen], ['before']);
    const { id } = (await ada.handset().devices()).find(({ name }) => name === 'Tablet')!;
    await net.wait(ada.handset().revokeDevice(id));
    for (const each of [ofTablet, groupOfTablet])
      await net.until(async () => (await seenBy(each)).state === 'removed');
    await devicesIn(net, [ofAda, ofBen, { who: ada, id: group.id }], 2);
    await say(ofAda, 'after');
    await agree(net, [ofAda, ofBen], ['before', 'after']);
    await net.advance(600_000);
    expect(await texts(ofTablet)).toEqual(['before']);
    await expect(say(ofTablet, 'still here')).rejects.toMatchObject({ code: 'CONVERSATION_OVER' });
    const [itself] = await tablet.handset().devices();
    expect(itself).toMatchObject({ isThis: true, revokedAtMs: expect.any(Number) });
    expect(await events(ofBen)).toEqual(['device', 'device']);
    net.close();
  });

  test('is revoked by any other one, also while it is away, and finds out when it comes back', async () => {
    const { net, ada, ofBen } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.advance(30_000);
    ada.setNetwork('down');
    const first = (await tablet.handset().devices()).find(({ isThis }) => !isThis)!;
    await net.wait(tablet.handset().revokeDevice(first.id));
    await devicesIn(net, [ofBen], 2);
    ada.setNetwork('up');
    await net.until(async () => (await ada.handset().devices())[0]?.revokedAtMs !== undefined);
    for (const { id } of await ada.handset().conversations())
      await net.until(async () => (await ada.handset().conversation(id)).state === 'removed');
    net.close();
  });

  test('is not added to groups any more by those who had its KeyPackages', async () => {
    const { net, ada, ben } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    await conversationOf(net, tablet, isDirect);
    await net.advance(60_000);
    const { id } = (await ada.handset().devices()).find(({ isThis }) => !isThis)!;
    await net.wait(ada.handset().revokeDevice(id));
    await net.advance(60_000);
    const group = await ben
      .handset()
      .createGroup({ name: 'Ours', members: [ada.handset().identity] });
    await groupOf(net, ada, 'Ours');
    await net.advance(60_000);
    const members = await ben.handset().members(group.id);
    expect(members.map(({ devices }) => devices)).toEqual([1, 1]);
    expect((await tablet.handset().conversations()).some(({ kind }) => kind === 'group')).toBe(
      false,
    );
    net.close();
  });

  test('does not come back from a copy of its storage that was made before', async () => {
    const { net, ada, ofAda, ofBen } = await pair();
    const tablet = await net.addDevice(ada, 'Tablet');
    const ofTablet = await conversationOf(net, tablet, isDirect);
    await say(ofTablet, 'before');
    await agree(net, [ofAda, ofBen, ofTablet], ['before']);
    tablet.keepCopy();
    await say(ofTablet, 'since');
    await agree(net, [ofAda, ofBen, ofTablet], ['before', 'since']);
    await net.wait(ada.handset().revokeDevice((await ada.handset().devices())[1]!.id));
    await devicesIn(net, [ofBen], 2);
    tablet.restoreCopy();
    await net.wait(tablet.start());
    await net.until(async () => (await seenBy(ofTablet)).state === 'removed');
    await say(ofBen, 'after');
    await net.advance(3_600_000);
    await agree(net, [ofAda, ofBen], ['before', 'since', 'after']);
    expect(await texts(ofTablet)).not.toContain('after');
    await devicesIn(net, [ofAda, ofBen], 2);
    net.close();
  });

  test('cannot be this one, nor one that is not there', async () => {
    const { net, ada } = await pair();
    const [itself] = await ada.handset().devices();
    await expect(ada.handset().revokeDevice(itself!.id)).rejects.toMatchObject({
      code: 'DEVICE_IS_THIS',
    });
    const unknown = 'ab'.repeat(32) as typeof itself extends undefined
      ? never
      : NonNullable<typeof itself>['id'];
    await expect(ada.handset().revokeDevice(unknown)).rejects.toMatchObject({
      code: 'DEVICE_UNKNOWN',
    });
    net.close();
  });
});
