import { describe, expect, it } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import { now, setStage } from './stage.ts';
import { snapshotOf, World } from './world.ts';

describe('going out of a group', () => {
  it('a member is removed, learns of it, and the others go on', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const ben = world.get('ben');
    await world.commit(world.get('cleo'), { removes: [ben] });
    expect(ben.isRemoved).toBe(true);
    expect(stage.mls.members(world.get('ada').state).map(({ leafIndex }) => leafIndex)).toEqual([
      0, 2, 3,
    ]);
    await world.talk();
    await world.commit(world.get('dora'));
    await world.talk();
  });

  it('the tree shrinks when its right half is empty, and grows again', async () => {
    const stage = await setStage();
    const names = ['ada', 'ben', 'cleo', 'dora', 'eve', 'finn'];
    const world = await World.of(stage, names);
    await world.commit(world.get('ada'), { removes: [world.get('eve'), world.get('finn')] });
    expect(world.get('ada').state.tree.leafCount).toBe(4);
    await world.talk();
    await world.commit(world.get('dora'), { removes: [world.get('ada'), world.get('ben')] });
    await world.talk();
    await world.commit(world.get('cleo'), { adds: ['gil', 'hal', 'ida'] });
    expect(world.get('cleo').state.tree.leafCount).toBe(8);
    await world.talk();
  });

  it('a member leaves: it proposes its own removal, and another one commits it', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const { message, ...sent } = await stage.mls.propose(
      ben.state,
      { proposalType: 'remove', removed: ben.leafIndex },
      { nowSeconds: now },
    );
    ben.take(sent);
    await world.deliver(message, ben);
    await world.commit(world.get('ada'));
    expect(ben.isRemoved).toBe(true);
    expect(world.members.map(({ name }) => name)).toEqual(['ada', 'cleo']);
    await world.talk();
  });

  it('a member cannot remove itself by a commit of its own', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ben = world.get('ben');
    const before = snapshotOf(ben);
    const proposals = [{ proposalType: 'remove' as const, removed: ben.leafIndex }];
    await expectRefused('MLS_REMOVE_COMMITTER', () =>
      stage.mls.commit(ben.state, { proposals, nowSeconds: now }),
    );
    expect(snapshotOf(ben)).toBe(before);
  });

  it('the last one who is left goes on alone, and lets others in again', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    await world.commit(world.get('ben'), { removes: [world.get('ada')] });
    const ben = world.get('ben');
    expect(ben.leafIndex).toBe(1);
    await world.commit(ben, { adds: ['cleo'] });
    expect(world.get('cleo').leafIndex).toBe(0);
    await world.talk();
  });

  it('removal goes before an Update of the same member that also waits', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const update = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(update);
    await world.deliver(update.message, ben);
    const cleo = world.get('cleo');
    const removal = { proposalType: 'remove' as const, removed: ben.leafIndex };
    const remove = await stage.mls.propose(cleo.state, removal, { nowSeconds: now });
    cleo.take(remove);
    await world.deliver(remove.message, cleo);
    const { effects } = await world.commit(world.get('ada'));
    expect(effects?.proposals.map(({ proposal }) => proposal.proposalType)).toEqual(['remove']);
    expect(ben.isRemoved).toBe(true);
    await world.talk();
  });
});
