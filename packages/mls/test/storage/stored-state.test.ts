import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Life, limits, step } from '../group/life.ts';
import { now, setStage } from '../group/stage.ts';
import { snapshotOf, viewOf, World } from '../group/world.ts';
import type { Member } from '../group/world.ts';
import { applyChanges, expectRecords } from './records.ts';

describe('what is stored of a group', () => {
  it('is what the state would save whole, after every step of a long life', async () => {
    const stage = await setStage({ limits });
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    // `Member.take` applies the changes to a map and compares, for every member and every step.
    const life = new Life(world, 7);
    for (const event of fc.sample(step, { seed: 7, numRuns: 50 })) await life.take(event);
    expect(world.epoch).toBeGreaterThan(10n);
    for (const { records, state } of world.members) expectRecords(records, stage.mls.save(state));
  });

  it('makes, when it is read back, a state that does the same from then on', async () => {
    const stage = await setStage({ limits });
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    for (const member of world.members) await world.commit(member);
    await world.talk();
    const [ada, ben, cleo] = world.members as [Member, Member, Member];
    const late = await ada.say('late');
    await ben.receive(await ada.say('early'));
    const update = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(update);
    await world.deliver(update.message, ben);
    const twin = await ben.stolen();
    expect(snapshotOf(twin)).toBe(snapshotOf(ben));
    const committed = await stage.mls.commit(cleo.state, { nowSeconds: now });
    cleo.take(committed);
    await ada.receive(committed.message);
    cleo.take(committed.accepted);
    const messages = [committed.message, late, await ada.say('after'), await cleo.say('it')];
    for (const message of messages) {
      const [one, other] = [await ben.receive(message), await twin.receive(message)];
      expect(other.kind).toBe(one.kind);
      expect(snapshotOf(twin)).toBe(snapshotOf(ben));
    }
    expect(twin.heard).toEqual(ben.heard.slice(-twin.heard.length));
    expect(viewOf(twin)).toEqual(viewOf(ada));
    expect(await stage.mls.exportSecret(twin.state, 'x', new Uint8Array(), 32)).toEqual(
      await stage.mls.exportSecret(ada.state, 'x', new Uint8Array(), 32),
    );
  });

  it('keeps the order in which proposals came, whatever order the records come in', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const [ada, ben, cleo] = world.members as [Member, Member, Member];
    for (let round = 0; round < 6; round += 1) {
      const member = round % 2 === 0 ? ben : cleo;
      const update = await stage.mls.proposeUpdate(member.state, {}, { nowSeconds: now });
      member.take(update);
      await world.deliver(update.message, member);
    }
    const sorted = new Map([...ada.copyRecords()].sort(([a], [b]) => (a < b ? -1 : 1)));
    const reversed = new Map([...sorted].reverse());
    for (const records of [sorted, reversed]) {
      const state = await stage.mls.load(records);
      expect([...state.proposals.keys()]).toEqual([...ada.state.proposals.keys()]);
    }
  });

  it('shares no bytes with the state: what happens to one does not happen to the other', async () => {
    const stage = await setStage();
    const [ada, ben] = (await World.of(stage, ['ada', 'ben'])).members;
    const given = ben!.copyRecords();
    const before = [...given].map(([name, bytes]) => `${name} ${bytes.toHex()}`);
    const state = await stage.mls.load(given);
    const { spent } = (await stage.mls.process(state, await ada!.say('hello'), {
      nowSeconds: now,
    })) as {
      spent: readonly Uint8Array[];
    };
    for (const bytes of spent) bytes.fill(0);
    expect([...given].map(([name, bytes]) => `${name} ${bytes.toHex()}`)).toEqual(before);
  });

  it('is the same from whatever moment on changes are told', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const [ada, ben] = world.members as [Member, Member];
    const records = new Map<string, Uint8Array>();
    applyChanges(records, stage.mls.save(ben.state));
    const message = await ada.say('one');
    const processed = await stage.mls.process(ben.state, message, { nowSeconds: now });
    if (processed.kind !== 'application') throw new Error('not an application message');
    applyChanges(records, processed.changes);
    expectRecords(records, stage.mls.save(processed.state));
  });
});
