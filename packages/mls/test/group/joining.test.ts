import { describe, expect, it } from 'vitest';
import type { OwnKeyPackage } from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';
import { createKeyPackage, now, setStage } from './stage.ts';
import { snapshotOf, World } from './world.ts';

describe('coming into a group', () => {
  it('a group of one has an epoch 0 and a member', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    expect(world.epoch).toBe(0n);
    expect(stage.mls.members(world.get('ada').state)).toHaveLength(1);
    await world.commit(world.get('ada'));
    expect(world.epoch).toBe(1n);
  });

  it('one who is added reads and writes from that epoch on', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    await world.talk();
    await world.commit(world.get('ben'), { adds: ['cleo'] });
    await world.talk();
  });

  it('many are added at once, by one Welcome', async () => {
    const stage = await setStage();
    const names = Array.from({ length: 17 }, (_, index) => `member ${index}`);
    const world = await World.of(stage, names);
    expect(world.epoch).toBe(1n);
    world.agree();
    await world.commit(world.get('member 16'));
    await world.commit(world.get('member 3'));
    await world.talk();
  });

  it('a Welcome without the tree leads in, when the tree comes by another way', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await world.commit(world.get('cleo'), { adds: ['dora'], welcome: { ratchetTree: false } });
    await world.talk();
  });

  it('a Welcome without the tree leads nowhere without it, or with another one', async () => {
    const stage = await setStage();
    const { mls } = stage;
    const world = await World.of(stage, ['ada', 'ben']);
    const own = await createKeyPackage(stage, 'cleo');
    const ada = world.get('ada');
    const before = mls.ratchetTree(ada.state);
    const { welcome } = await mls.commit(ada.state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      welcome: { ratchetTree: false },
      nowSeconds: now,
    });
    const input = { welcome: welcome!, own: [own], isMemberOf: () => false };
    await expectRefused('MLS_TREE_MISSING', () => mls.joinGroup(input));
    await expectRefused(['MLS_TREE_HASH', 'MLS_GROUP_INFO_SIGNATURE'], () =>
      mls.joinGroup({ ...input, ratchetTree: before }),
    );
  });

  it('members added without a path, in one epoch after the other, all come to agree', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    for (const name of ['ben', 'cleo', 'dora', 'eve', 'finn']) {
      await world.commit(world.get('ada'), { adds: [name], path: false });
    }
    await world.talk();
    await world.commit(world.get('finn'));
    await world.commit(world.get('ben'), { adds: ['gil'] });
    await world.talk();
  });

  it('an added member takes the leftmost place that is free', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    await world.commit(world.get('ada'), { removes: [world.get('ben')] });
    const { joined } = await world.commit(world.get('dora'), { adds: ['eve', 'finn'] });
    expect(joined.map(({ leafIndex }) => leafIndex)).toEqual([1, 4]);
    await world.talk();
  });

  it('a Welcome opens for the KeyPackage that it is for, and for no other', async () => {
    const stage = await setStage();
    const { mls } = stage;
    const { state } = (await World.of(stage, ['ada'])).get('ada');
    const [own, other] = [
      await createKeyPackage(stage, 'ben'),
      await createKeyPackage(stage, 'ben'),
    ];
    const { welcome } = await mls.commit(state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      nowSeconds: now,
    });
    const join = (candidates: readonly OwnKeyPackage[]) =>
      mls.joinGroup({ welcome: welcome!, own: candidates, isMemberOf: () => false });
    await expectRefused('MLS_WELCOME_NOT_FOR_US', () => join([other]));
    const { used } = await join([other, own]);
    expect(used).toBe(own);
  });

  it('a group that one is in already is not joined again', async () => {
    const stage = await setStage();
    const { mls } = stage;
    const { state } = (await World.of(stage, ['ada'])).get('ada');
    const own = await createKeyPackage(stage, 'ben');
    const { welcome } = await mls.commit(state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      nowSeconds: now,
    });
    const input = { welcome: welcome!, own: [own], isMemberOf: () => true };
    await expectRefused('MLS_GROUP_KNOWN', () => mls.joinGroup(input));
  });

  it('somebody asks to be let in, and a member commits it', async () => {
    const stage = await setStage();
    const { mls, suite } = stage;
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const own = await createKeyPackage(stage, 'dora');
    const { groupId, epoch } = world.get('ada').state.context;
    const proposal = await mls.proposeToJoin({ cipherSuite: suite, groupId, epoch }, own);
    await world.deliver(proposal, undefined);
    const ben = world.get('ben');
    const committed = await mls.commit(ben.state, { nowSeconds: now });
    ben.take(committed);
    await world.deliver(committed.message, ben);
    ben.take(committed.accepted);
    await world.join('dora', committed.welcome!, own);
    world.agree();
    await world.talk();
  });

  it('one KeyPackage does not bring two members into a group', async () => {
    const stage = await setStage();
    const { mls } = stage;
    const world = await World.of(stage, ['ada']);
    const { keyPackage } = await createKeyPackage(stage, 'ben');
    const add = { proposalType: 'add' as const, keyPackage };
    const { state } = world.get('ada');
    await expectRefused(['MLS_ENCRYPTION_KEY_TWICE', 'MLS_SIGNATURE_KEY_TWICE'], () =>
      mls.commit(state, { proposals: [add, add], nowSeconds: now }),
    );
  });
});

describe('a group that is full', () => {
  it('takes in nobody more, and a member with a lower limit does not follow', async () => {
    const stage = await setStage({ limits: { maxLeaves: 4 } });
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const [ada, ben] = world.members;
    const before = world.members.map(snapshotOf);
    await expectRefused('MLS_TREE_TOO_LARGE', () => world.commit(ada!, { adds: ['eve'] }));
    await expectRefused('MLS_TREE_TOO_LARGE', () => world.joinExternally('eve'));
    const roomy = await setStage({ limits: { maxLeaves: 8 } });
    const own = await createKeyPackage(stage, 'eve');
    const committed = await roomy.mls.commit(ada!.state, {
      proposals: [{ proposalType: 'add', keyPackage: own.keyPackage }],
      nowSeconds: now,
    });
    await expectRefused('MLS_TREE_TOO_LARGE', () => ben!.receive(committed.message));
    expect(world.members.map(snapshotOf)).toEqual(before);
    await world.commit(ben!, { removes: [world.get('dora')], adds: ['eve'] });
    for (const member of world.members) await member.reload();
    await world.talk();
  });
});

describe('an external join', () => {
  it('brings in somebody who asked nobody', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await world.joinExternally('dora');
    await world.talk();
    await world.commit(world.get('dora'), { adds: ['eve'] });
    await world.talk();
  });

  it('works into a group of one, and into one with blank places', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    await world.joinExternally('ben');
    await world.joinExternally('cleo');
    await world.commit(world.get('cleo'), { removes: [world.get('ben')] });
    const dora = await world.joinExternally('dora');
    expect(dora.leafIndex).toBe(1);
    await world.talk();
  });

  it('brings back, in place of its former self, a member who lost its state', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const lost = world.get('ben');
    const again = await world.joinExternally('ben', { replaces: lost.leafIndex });
    expect(lost.isRemoved).toBe(true);
    expect(world.members).not.toContain(lost);
    expect(again.leafIndex).toBe(lost.leafIndex);
    expect(stage.mls.members(again.state)).toHaveLength(3);
    await world.talk();
  });

  it('keeps what a former self could open, of the epochs that are named', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ada = world.get('ada');
    const early = await ada.say('early');
    await world.commit(ada);
    const late = await ada.say('late');
    const former = await world.get('ben').stolen();
    const again = await world.joinExternally('ben', { replaces: former.leafIndex });
    await expectRefused('MLS_EPOCH_PAST', () => again.receive(late));
    again.records.clear();
    again.take(stage.mls.keepHistory(again.state, former.state, [2n, 3n]));
    await again.receive(late);
    expect(again.heard).toEqual(['ada: late']);
    await expectRefused('MLS_KEY_CONSUMED', () => again.receive(late));
    await expectRefused('MLS_EPOCH_PAST', () => again.receive(early));
    await again.reload();
    await world.talk();
  });

  it('keeps nothing of another group', async () => {
    const stage = await setStage();
    const [one, other] = [await World.of(stage, ['ada']), await World.of(stage, ['ben'])];
    const { state } = await one.joinExternally('cleo');
    await expectRefused('MLS_INPUT', async () =>
      stage.mls.keepHistory(state, other.get('ben').state, [0n]),
    );
  });

  it("does not put somebody else in a member's place", async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    await expectRefused('MLS_CREDENTIAL_REFUSED', () =>
      world.joinExternally('eve', { replaces: 1 }),
    );
    const before = world.members.map(snapshotOf);
    expect(world.members.map(snapshotOf)).toEqual(before);
    await world.talk();
  });

  it('needs a GroupInfo that invites to it', async () => {
    const stage = await setStage();
    const { mls } = stage;
    const { state, leafIndex } = (await World.of(stage, ['ada'])).get('ada');
    const { leafNode } = mls.members(state)[leafIndex]!;
    await expectRefused('MLS_EXTERNAL_PUB_MISSING', async () =>
      mls.joinExternal({
        groupInfo: await mls.groupInfo(state, { externalPub: false }),
        credential: leafNode.credential,
        signaturePrivateKey: state.signaturePrivateKey,
        capabilities: leafNode.capabilities,
        isMemberOf: () => false,
      }),
    );
  });
});
