import { describe, expect, it } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import { now, setStage } from './stage.ts';
import { snapshotOf, World } from './world.ts';

describe('application messages', () => {
  it('carry data that is authenticated and not encrypted, and an empty message', async () => {
    const stage = await setStage();
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const authenticatedData = Uint8Array.of(1, 2, 3);
    const sent = await stage.mls.encrypt(ada!.state, new Uint8Array(), { authenticatedData });
    ada!.take(sent);
    const processed = await ben!.receive(sent.message);
    expect(processed).toMatchObject({ kind: 'application', generation: 0, authenticatedData });
    expect(processed).toMatchObject({ applicationData: new Uint8Array(), epoch: 1n });
  });

  it('are padded so that their length says nothing', async () => {
    const stage = await setStage();
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const lengths = new Set<number>();
    for (const text of ['no', 'yes', 'x'.repeat(300)]) {
      const message = await ada!.say(text, { paddedBytes: 512 });
      lengths.add(message.length);
      await ben!.receive(message);
    }
    expect(lengths.size).toBe(1);
    expect(ben!.heard).toEqual(['ada: no', 'ada: yes', `ada: ${'x'.repeat(300)}`]);
  });

  it('are read in whatever order they come, each once', async () => {
    const stage = await setStage();
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const messages: Uint8Array[] = [];
    for (let index = 0; index < 6; index += 1) messages.push(await ada!.say(`${index}`));
    for (const index of [3, 0, 5, 4, 2, 1]) await ben!.receive(messages[index]!);
    expect(ben!.heard).toEqual(['ada: 3', 'ada: 0', 'ada: 5', 'ada: 4', 'ada: 2', 'ada: 1']);
    const before = snapshotOf(ben!);
    for (const message of messages) {
      await expectRefused('MLS_KEY_CONSUMED', () => ben!.receive(message));
    }
    expect(snapshotOf(ben!)).toBe(before);
    expect([...ben!.records.keys()].filter((name) => name.includes('skipped'))).toEqual([]);
  });

  it('of an epoch that is over are read as long as it is remembered', async () => {
    const stage = await setStage({ limits: { maxPastEpochs: 2 } });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ada = world.get('ada');
    const [one, two, three] = [await ada.say('one'), await ada.say('two'), await ada.say('three')];
    await world.commit(world.get('ben'));
    const ben = world.get('ben');
    expect(await ben.receive(two)).toMatchObject({ kind: 'application', epoch: 1n, generation: 1 });
    await world.commit(world.get('cleo'));
    await ben.reload();
    await ben.receive(one);
    await expectRefused('MLS_KEY_CONSUMED', () => ben.receive(one));
    await world.commit(ada);
    await expectRefused('MLS_EPOCH_PAST', () => ben.receive(three));
    expect(ben.heard).toEqual(['ada: two', 'ada: one']);
  });

  it('of one who was removed since, or whose place another one has, are still theirs', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const [ada, ben] = world.members;
    const late = await ben!.say('before I went');
    await world.commit(ada!, { removes: [ben!] });
    await world.commit(ada!, { adds: ['dora'] });
    expect(world.get('dora').leafIndex).toBe(ben!.leafIndex);
    await ada!.reload();
    await ada!.receive(late);
    expect(ada!.heard).toEqual(['ben: before I went']);
    await expectRefused('MLS_EPOCH_PAST', () => world.get('dora').receive(late));
  });

  it('that are lost take nothing with them', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ada = world.get('ada');
    for (let index = 0; index < 5; index += 1) await ada.say('lost');
    await world.talk();
    await world.commit(ada);
    await world.talk();
  });

  it('too far ahead of the last one are refused before anything is derived', async () => {
    const stage = await setStage({ limits: { maxForwardGenerations: 4 } });
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const messages: Uint8Array[] = [];
    for (let index = 0; index < 10; index += 1) messages.push(await ada!.say(`${index}`));
    const before = snapshotOf(ben!);
    await expectRefused('MLS_GENERATION_TOO_FAR', () => ben!.receive(messages[5]!));
    expect(snapshotOf(ben!)).toBe(before);
    await ben!.receive(messages[4]!);
    await ben!.receive(messages[9]!);
  });

  it('that were skipped are kept within a number and an age', async () => {
    const limits = { maxSkippedKeys: 2, maxSkippedSeconds: 100 };
    const stage = await setStage({ limits });
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const messages: Uint8Array[] = [];
    for (let index = 0; index < 8; index += 1) messages.push(await ada!.say(`${index}`));
    await ben!.receive(messages[4]!);
    const skipped = () =>
      [...ben!.records.keys()].filter((name) => name.includes('skipped')).length;
    expect(skipped()).toBe(2);
    for (const gone of [0, 1])
      await expectRefused('MLS_KEY_CONSUMED', () => ben!.receive(messages[gone]!));
    await ben!.receive(messages[2]!, { nowSeconds: now + 100 });
    await expectRefused('MLS_KEY_CONSUMED', () =>
      ben!.receive(messages[3]!, { nowSeconds: now + 101 }),
    );
    await ben!.receive(messages[5]!, { nowSeconds: now + 101 });
    expect(skipped()).toBe(0);
  });

  it('are not sent while a proposal waits that has to be committed first', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const proposed = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(proposed);
    await world.deliver(proposed.message, ben);
    for (const member of world.members) {
      await expectRefused('MLS_PROPOSALS_PENDING', () => member.say('not yet'));
    }
    await world.commit(world.get('cleo'));
    await world.talk();
  });

  it('of a later epoch, of another group, and of oneself are refused without change', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const other = await World.of(stage, ['ada', 'ben'], { groupId: Uint8Array.of(9) });
    const [ada, ben, cleo] = world.members;
    const committed = await stage.mls.commit(ada!.state, { nowSeconds: now });
    ada!.take(committed);
    await ben!.receive(committed.message);
    ada!.take(committed.accepted);
    const before = snapshotOf(cleo!);
    const later = await ada!.say('later');
    await expectRefused('MLS_EPOCH_FUTURE', () => cleo!.receive(later));
    const elsewhere = await other.get('ada').say('elsewhere');
    await expectRefused('MLS_NOT_FOR_GROUP', () => cleo!.receive(elsewhere));
    const own = await cleo!.say('to myself');
    const afterwards = snapshotOf(cleo!);
    await expectRefused('MLS_OWN_MESSAGE', () => cleo!.receive(own));
    expect(snapshotOf(cleo!)).toBe(afterwards);
    expect(afterwards).not.toBe(before);
    await cleo!.receive(committed.message);
    await cleo!.receive(later);
    expect(cleo!.heard).toEqual(['ada: later']);
  });
});

describe('the exporter', () => {
  it('gives all members one secret for a label and a context, and others for other ones', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const context = Uint8Array.of(1);
    const secretOf = async (label: string, of = context, length = 32) => {
      const secrets: string[] = [];
      for (const { state } of world.members) {
        secrets.push((await stage.mls.exportSecret(state, label, of, length)).toHex());
      }
      expect(new Set(secrets).size).toBe(1);
      return secrets[0]!;
    };
    const secret = await secretOf('call');
    expect(secret).toHaveLength(64);
    expect(await secretOf('call', context, 100)).toHaveLength(200);
    const others = [await secretOf('other'), await secretOf('call', Uint8Array.of(2))];
    await world.commit(world.get('ben'));
    others.push(await secretOf('call'));
    expect(new Set([secret, ...others]).size).toBe(4);
  });
});
