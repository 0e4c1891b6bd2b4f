import { describe, expect, it } from 'vitest';
import { expectRefused } from '../evil/refused.ts';
import { credentialOf, now, setStage, signatureKeyOf } from './stage.ts';
import { World } from './world.ts';

describe('new keys', () => {
  it('of a member by its own commit', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora', 'eve']);
    for (const member of world.members) {
      const [before] = leavesOf(world, member.leafIndex);
      await world.commit(member);
      const [after] = leavesOf(world, member.leafIndex);
      expect(after!.encryptionKey).not.toEqual(before!.encryptionKey);
    }
    await world.talk();
  });

  it('of a member who proposes them and whom another one commits', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const cleo = world.get('cleo');
    const [before] = leavesOf(world, cleo.leafIndex);
    const proposed = await stage.mls.proposeUpdate(cleo.state, {}, { nowSeconds: now });
    cleo.take(proposed);
    await world.deliver(proposed.message, cleo);
    const { effects } = await world.commit(world.get('ada'));
    expect(effects?.proposals.map(({ proposal }) => proposal.proposalType)).toEqual(['update']);
    const [after] = leavesOf(world, cleo.leafIndex);
    expect(after!.encryptionKey).not.toEqual(before!.encryptionKey);
    await world.talk();
    await world.commit(cleo);
    await world.talk();
  });

  it('of several members at once', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora', 'eve']);
    for (const name of ['ben', 'dora', 'eve']) {
      const member = world.get(name);
      const proposed = await stage.mls.proposeUpdate(member.state, {}, { nowSeconds: now });
      member.take(proposed);
      await world.deliver(proposed.message, member);
    }
    const { effects } = await world.commit(world.get('cleo'));
    expect(effects?.proposals).toHaveLength(3);
    await world.talk();
  });

  it('that were proposed twice: the newer ones count', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ben = world.get('ben');
    for (const wireFormat of ['private_message', 'public_message'] as const) {
      const input = { nowSeconds: now, wireFormat };
      const proposed = await stage.mls.proposeUpdate(ben.state, {}, input);
      ben.take(proposed);
      await world.deliver(proposed.message, ben);
    }
    const newest = [...ben.state.proposals.values()].at(-1)!.proposal;
    await world.commit(world.get('ada'));
    expect(newest.proposalType === 'update' && newest.leafNode.encoded).toEqual(
      leavesOf(world, ben.leafIndex)[0]!.encoded,
    );
    await world.talk();
  });

  it('whose proposal nobody committed are forgotten with the epoch', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ben = world.get('ben');
    const proposed = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    const { ownKeys } = [...proposed.state.proposals.values()][0]!;
    ben.take(proposed);
    await world.commit(world.get('ada'));
    expect(ben.state.proposals.size).toBe(0);
    expect(ownKeys!.encryptionPrivateKey.every((byte) => byte === 0)).toBe(true);
    expect([...ben.records.keys()].filter((name) => name.startsWith('proposal/'))).toEqual([]);
    await world.talk();
  });

  it("are not the committer's own Update, which it replaces by its path", async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const ben = world.get('ben');
    const proposed = await stage.mls.proposeUpdate(ben.state, {}, { nowSeconds: now });
    ben.take(proposed);
    await world.deliver(proposed.message, ben);
    const { effects } = await world.commit(ben);
    expect(effects?.proposals).toEqual([]);
    await world.talk();
  });

  it('of nobody, with a commit that has no path', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const { state } = world.get('ada');
    await expectRefused('MLS_INPUT', () =>
      stage.mls.commit(state, { path: false, nowSeconds: now }),
    );
  });
});

describe('a new signature key', () => {
  it('comes by a commit: its holder signs with it from the next epoch on', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const signaturePrivateKey = await signatureKeyOf(stage, 'ben again');
    const [before] = leavesOf(world, ben.leafIndex);
    await world.commit(ben, { leaf: { signaturePrivateKey } });
    const [after] = leavesOf(world, ben.leafIndex);
    expect(after!.signatureKey).not.toEqual(before!.signatureKey);
    await world.talk();
    await ben.reload();
    await world.talk();
    await world.commit(ben);
  });

  it('comes by a proposed Update, and counts once that is committed', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const ben = world.get('ben');
    const signaturePrivateKey = await signatureKeyOf(stage, 'ben again');
    const proposed = await stage.mls.proposeUpdate(
      ben.state,
      { signaturePrivateKey },
      { nowSeconds: now },
    );
    ben.take(proposed);
    await world.deliver(proposed.message, ben);
    await world.commit(world.get('ada'));
    await world.talk();
    await world.commit(ben);
  });

  it('with another name is refused by the authentication service', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const [ada, ben] = world.members;
    const committed = await stage.mls.commit(ben!.state, {
      leaf: { credential: credentialOf('eve') },
      nowSeconds: now,
    });
    ben!.take(committed);
    await expectRefused('MLS_CREDENTIAL_REFUSED', () => ada!.receive(committed.message));
    await world.commit(ben!);
    await world.talk();
  });

  it('of another member is refused', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const signaturePrivateKey = await signatureKeyOf(stage, 'ada');
    await expectRefused('MLS_SIGNATURE_KEY_TWICE', () =>
      stage.mls.commit(world.get('ben').state, { leaf: { signaturePrivateKey }, nowSeconds: now }),
    );
  });
});

function leavesOf({ stage, members }: World, leafIndex: number) {
  return members.map(
    ({ state }) =>
      stage.mls.members(state).find((member) => member.leafIndex === leafIndex)!.leafNode,
  );
}
