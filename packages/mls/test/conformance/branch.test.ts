import { describe, expect, it } from 'vitest';
import { createPerson } from '../evil/person.ts';
import { expectRefused } from '../evil/refused.ts';
import { openWelcome } from '../evil/open-welcome.ts';
import { setScene } from '../evil/scene.ts';
import type { SuccessorPlan } from '../evil/successor.ts';
import { joinSuccessor, ownKeyPackage } from '../evil/successor.ts';
import { now } from '../evil/victim.ts';

const right: SuccessorPlan = { usage: 'branch', members: [0, 2] };

describe('a branch', () => {
  it('[11.3-1] [12.4.3.1-23] is refused with another cipher suite or version', async () => {
    const scene = await setScene();
    await expectRefused('MLS_ORIGIN_SUITE', () => joinSuccessor(scene, { ...right, suiteId: 3 }));
    await expectRefused(['MLS_GROUP_INFO_SUITE', 'MLS_ORIGIN_SUITE'], () =>
      joinSuccessor(scene, { ...right, context: (context) => ({ ...context, version: 2 }) }),
    );
    await joinSuccessor(scene, right);
  });

  it('[11.3-2] is refused when its epoch is not 1', async () => {
    const scene = await setScene();
    await expectRefused('MLS_ORIGIN_EPOCH', () => joinSuccessor(scene, { ...right, earlier: 1 }));
    await expectRefused('MLS_ORIGIN_EPOCH', () => joinSuccessor(scene, { ...right, earlier: 2 }));
  });

  it('[11.3-3] [12.4.3.1-23] is refused with somebody who is not of the old group', async () => {
    const scene = await setScene();
    const strangers = [await createPerson(scene.suite)];
    await expectRefused('MLS_ORIGIN_MEMBERS', () => joinSuccessor(scene, { ...right, strangers }));
    await joinSuccessor(scene, right);
  });

  it('[11.3-4] [11.3-2] that we make has a fresh random nonce as long as a hash, and epoch 1', async () => {
    const scene = await setScene();
    const nonces = new Set<string>();
    for (let times = 0; times < 4; times += 1) {
      const { credential } = scene.people[1]!.keyPackage.leafNode;
      const bob = await createPerson(scene.suite, { leaf: (leaf) => ({ ...leaf, credential }) });
      const young = await scene.victim.mls.branch({
        origin: scene.victim.state,
        own: await ownKeyPackage(scene.victim, scene.suite.id),
        keyPackages: [bob.keyPackage],
        groupId: scene.suite.random(16),
        ...now,
      });
      const { groupSecrets, groupInfo } = await openWelcome(scene.suite, young.welcome!, bob);
      const [id] = groupSecrets.psks;
      expect(id).toMatchObject({ pskType: 'resumption', usage: 'branch' });
      expect(id!.pskNonce).toHaveLength(scene.suite.hashBytes);
      nonces.add(id!.pskNonce.toHex());
      const { groupContext } = await groupInfo([
        { id: id!, psk: scene.world.secrets.resumptionPsk },
      ]);
      expect(groupContext.epoch).toBe(1n);
    }
    expect(nonces.size).toBe(4);
  });

  it('[11.3-1] that we make is refused with a KeyPackage of another suite', async () => {
    const scene = await setScene();
    const own = await ownKeyPackage(scene.victim, 3);
    const groupId = scene.suite.random(16);
    const input = { origin: scene.victim.state, own, keyPackages: [], groupId, ...now };
    await expectRefused('MLS_KEY_PACKAGE_SUITE', () => scene.victim.mls.branch(input));
  });
});
