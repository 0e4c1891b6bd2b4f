import { describe, expect, it } from 'vitest';
import type { Extension } from '../../src/wire/extension.ts';
import { makeCommit } from '../evil/commit.ts';
import { pskItem, reinitItem, removeItem } from '../evil/items.ts';
import { openWelcome } from '../evil/open-welcome.ts';
import { createPerson, flipped } from '../evil/person.ts';
import { makeProposal } from '../evil/proposal.ts';
import { expectRefused } from '../evil/refused.ts';
import { setScene } from '../evil/scene.ts';
import type { SuccessorPlan } from '../evil/successor.ts';
import { joinSuccessor, ownKeyPackage } from '../evil/successor.ts';
import { now } from '../evil/victim.ts';

const groupId = new TextEncoder().encode('the new group');

/** A scene whose last commit was a ReInit to a group of that id, in the same suite, with those extensions. */
async function closed(
  changes: { readonly cipherSuite?: number; readonly extensions?: readonly Extension[] } = {},
) {
  const scene = await setScene({ extensions: [0xf001] });
  await scene.takes({ items: [reinitItem(scene, { groupId, ...changes })] });
  return scene;
}

const right: SuccessorPlan = { usage: 'reinit', groupId };

describe('a group that a ReInit closed', () => {
  it('[12.4.2-12] sends nothing any more', async () => {
    const scene = await closed();
    await expectRefused('MLS_GROUP_CLOSED', () => scene.victim.encrypt('one more word'));
    await expectRefused('MLS_GROUP_CLOSED', () => scene.victim.propose(removeItem(1).proposal));
    await expectRefused('MLS_GROUP_CLOSED', () => scene.victim.commit({}));
    const again = await scene.victim.storedAndRead();
    await expectRefused('MLS_GROUP_CLOSED', () => again.encrypt('one more word'));
  });

  it('[12.4.2-12] goes nowhere by the commits of others either', async () => {
    const scene = await closed();
    await scene.rejects(
      'MLS_GROUP_CLOSED',
      (await makeCommit(scene.world, { committer: 1 })).message,
    );
    const made = await makeProposal(scene.world, { ...removeItem(2), sender: 1 });
    await scene.rejects('MLS_GROUP_CLOSED', made.message);
  });

  it('[12.4.1-6] [11.2-6] is followed by the group that the ReInit names, with the same members', async () => {
    const scene = await setScene();
    const extensions: readonly Extension[] = [];
    const made = await scene.victim.commit({
      proposals: [reinitItem(scene, { groupId, extensions }).proposal],
      path: false,
    });
    const { accepted } = made;
    const people = [];
    for (const person of scene.people) {
      const { credential } = person.keyPackage.leafNode;
      people.push(await createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, credential }) }));
    }
    const young = await accepted.mls.reinitialize({
      origin: accepted.state,
      own: await ownKeyPackage(accepted, scene.suite.id),
      keyPackages: people.map(({ keyPackage }) => keyPackage),
      ...now,
    });
    const told = await openWelcome(scene.suite, young.welcome!, people[1]!);
    const [id] = told.groupSecrets.psks;
    expect(told.groupSecrets.psks).toHaveLength(1);
    expect(id).toMatchObject({
      pskType: 'resumption',
      usage: 'reinit',
      pskGroupId: scene.world.context.groupId,
      pskEpoch: scene.world.context.epoch + 1n,
    });
    const psk = accepted.state.secrets.resumptionPsk;
    const { groupContext } = await told.groupInfo([{ id: id!, psk }]);
    expect(groupContext).toMatchObject({ version: 1, groupId, epoch: 1n, extensions });
    expect(groupContext.cipherSuite).toBe(scene.suite.id);
    expect(accepted.mls.members(young.accepted.state)).toHaveLength(4);
  });
});

describe('the Welcome of the group that follows', () => {
  it('[12.4.2-13] [12.4.3.1-21] is taken when it matches the ReInit', async () => {
    const scene = await closed();
    const victim = await joinSuccessor(scene, right);
    expect(victim.context().groupId).toEqual(groupId);
  });

  it('[11.2-1] [12.4.3.1-21] is refused with another group id', async () => {
    const scene = await closed();
    await refuses(scene, 'MLS_ORIGIN_REINIT', { ...right, groupId: flipped(groupId) });
  });

  it('[11.2-2] [12.4.3.1-21] is refused with another cipher suite', async () => {
    const scene = await closed({ cipherSuite: 3 });
    await refuses(scene, 'MLS_ORIGIN_REINIT', right);
    await joinSuccessor(scene, { ...right, suiteId: 3 });
  });

  it('[11.2-3] [12.4.3.1-21] is refused with other extensions', async () => {
    const wanted = [{ extensionType: 3, data: new Uint8Array(3) }];
    const scene = await closed({ extensions: wanted });
    await refuses(scene, 'MLS_ORIGIN_REINIT', right);
    await joinSuccessor(scene, { ...right, extensions: wanted });
    const plain = await closed();
    await refuses(plain, 'MLS_ORIGIN_REINIT', { ...right, extensions: wanted });
  });

  it('[11.2-4] [12.4.3.1-21] is refused with another protocol version', async () => {
    const scene = await closed();
    await refuses(scene, ['MLS_GROUP_INFO_SUITE', 'MLS_ORIGIN_REINIT'], {
      ...right,
      context: (context) => ({ ...context, version: 2 }),
    });
  });

  it('[11.2-5] [12.4.3.1-19] is refused when its epoch is not 1', async () => {
    const scene = await closed();
    await refuses(scene, 'MLS_ORIGIN_EPOCH', { ...right, earlier: 1 });
    await joinSuccessor(scene, right);
  });

  it('[11.2-6] is refused without the PSK of the old group', async () => {
    const scene = await closed();
    await refuses(scene, 'MLS_ORIGIN_MISSING', { ...right, isWithoutPsk: true });
  });

  it('[11.2-6] is refused with a PSK of another group, epoch or usage', async () => {
    const scene = await closed();
    const { resumptionPsk } = scene.world.secrets;
    const wrong: readonly [SuccessorPlan['id'], Parameters<typeof expectRefused>[0]][] = [
      [(id) => ({ ...id, pskGroupId: flipped(id.pskGroupId) }), 'MLS_ORIGIN_MISSING'],
      [(id) => ({ ...id, pskEpoch: id.pskEpoch - 1n }), 'MLS_ORIGIN_REINIT'],
      [(id) => ({ ...id, usage: 'application' }), 'MLS_ORIGIN_MISSING'],
    ];
    for (const [id, code] of wrong) {
      // The key itself is lent under whatever name, so that nothing but the name is wrong.
      const groupIds = [scene.world.context.groupId, flipped(scene.world.context.groupId)];
      const resumption = groupIds.flatMap((one) =>
        [scene.world.context.epoch, scene.world.context.epoch - 1n].map((epoch) => ({
          groupId: one,
          epoch,
          psk: resumptionPsk,
        })),
      );
      const sparse = { ...scene.victim.state, resumption: [] };
      await expectRefused(code, () =>
        joinSuccessor(
          scene,
          { ...right, id: id! },
          {
            psks: { resumption },
            origin: { state: sparse, isSameMember: () => true },
          },
        ),
      );
    }
  });

  it('[12.4.3.1-20] is refused when the last commit of the old group was no ReInit', async () => {
    const scene = await setScene();
    await refuses(scene, 'MLS_ORIGIN_REINIT', { ...right, groupId });
    const psk = pskItem(scene, 'a key');
    await scene.takes({ items: [psk.item], psks: [psk.psk] }, { psks: [psk.lent] });
    await refuses(scene, 'MLS_ORIGIN_REINIT', right);
  });

  it('[12.4.3.1-22] is refused when a member of the old group is missing', async () => {
    const scene = await closed();
    await refuses(scene, 'MLS_ORIGIN_MEMBERS', { ...right, members: [0, 1] });
    const strangers = [await createPerson(scene.suite)];
    await refuses(scene, 'MLS_ORIGIN_MEMBERS', { ...right, members: [0, 1], strangers });
  });

  it('[12.4.3.1-20] is refused when the old group is not at hand', async () => {
    const scene = await closed();
    const { groupId: oldId, epoch } = scene.world.context;
    const psks = {
      resumption: [{ groupId: oldId, epoch, psk: scene.world.secrets.resumptionPsk }],
    };
    const other = await closed();
    const origin = { state: other.victim.state, isSameMember: () => true };
    await expectRefused('MLS_ORIGIN_MISSING', () => joinSuccessor(scene, right, { psks, origin }));
  });
});

async function refuses(
  scene: Awaited<ReturnType<typeof setScene>>,
  code: Parameters<typeof expectRefused>[0],
  plan: SuccessorPlan,
): Promise<void> {
  await expectRefused(code, () => joinSuccessor(scene, plan));
}
