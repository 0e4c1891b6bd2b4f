import { describe, expect, it } from 'vitest';
import type { Origin, OwnKeyPackage, Subgroup } from '../../src/index.ts';
import { cipherSuites } from '../../src/index.ts';
import { expectRefused } from '../evil/refused.ts';
import { createKeyPackage, nameOf, now, setStage } from './stage.ts';
import { Member, World } from './world.ts';

const groupId = new TextEncoder().encode('the successor');
const isSameMember: Origin['isSameMember'] = (one, other) =>
  nameOf(one.credential) === nameOf(other.credential);

describe('a group that takes the place of another', () => {
  it('is closed by the ReInit, and nothing more is said or committed in it', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await reinit(world, stage.suite);
    const ben = world.get('ben');
    await expectRefused('MLS_GROUP_CLOSED', () => ben.say('too late'));
    await expectRefused('MLS_GROUP_CLOSED', () => stage.mls.commit(ben.state, { nowSeconds: now }));
    await ben.reload();
    await expectRefused('MLS_GROUP_CLOSED', () => ben.say('too late'));
  });

  it('has the same members and goes on', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await reinit(world, stage.suite);
    const successor = await succeed(world, stage.suite);
    expect(successor.epoch).toBe(1n);
    await successor.talk();
    await successor.commit(successor.get('cleo'), { adds: ['dora'] });
    await successor.talk();
  });

  it('goes from a classical suite to the post-quantum one', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    const postQuantum = cipherSuites.MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519;
    await reinit(world, postQuantum);
    const successor = await succeed(world, postQuantum);
    expect(successor.get('ben').state.context.cipherSuite).toBe(0xf07a);
    await successor.talk();
    await successor.commit(successor.get('ben'));
    await successor.talk();
  });

  it('is refused when it leaves somebody out, or is not what the ReInit asked for', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo']);
    await reinit(world, stage.suite);
    const [own, ben] = [await createKeyPackage(stage, 'ada'), await createKeyPackage(stage, 'ben')];
    const ada = world.get('ada');
    const { welcome } = await stage.mls.reinitialize({
      origin: ada.state,
      own,
      keyPackages: [ben.keyPackage],
      nowSeconds: now,
    });
    await expectRefused('MLS_ORIGIN_MEMBERS', () => joinFrom(world.get('ben'), welcome!, ben));
    await expectRefused('MLS_KEY_PACKAGE_SUITE', async () =>
      stage.mls.reinitialize({
        origin: ada.state,
        own: await createKeyPackage(stage, 'ada', { suite: 3 }),
        keyPackages: [],
        nowSeconds: now,
      }),
    );
  });

  it('is not joined by somebody who has not the group that it follows', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    await reinit(world, stage.suite);
    const [own, ben] = [await createKeyPackage(stage, 'ada'), await createKeyPackage(stage, 'ben')];
    const { welcome } = await stage.mls.reinitialize({
      origin: world.get('ada').state,
      own,
      keyPackages: [ben.keyPackage],
      nowSeconds: now,
    });
    const input = { welcome: welcome!, own: [ben], isMemberOf: () => false };
    await expectRefused(['MLS_PSK_UNKNOWN', 'MLS_ORIGIN_MISSING'], () =>
      stage.mls.joinGroup(input),
    );
  });

  it('needs a ReInit that was committed', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    const own = await createKeyPackage(stage, 'ada');
    const origin = world.get('ada').state;
    await expectRefused('MLS_INPUT', () =>
      stage.mls.reinitialize({ origin, own, keyPackages: [], nowSeconds: now }),
    );
  });
});

describe('a branch', () => {
  it('is a group of some of the members, and the first group goes on beside it', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben', 'cleo', 'dora']);
    const [own, cleo] = [
      await createKeyPackage(stage, 'ben'),
      await createKeyPackage(stage, 'cleo'),
    ];
    const subgroup = await stage.mls.branch({
      origin: world.get('ben').state,
      own,
      keyPackages: [cleo.keyPackage],
      groupId,
      nowSeconds: now,
    });
    const branch = await openSubgroup(world, 'ben', subgroup, new Map([['cleo', cleo]]));
    await branch.talk();
    await world.talk();
    await world.commit(world.get('dora'), { removes: [world.get('ben')] });
    await branch.talk();
  });

  it('is refused with somebody in it who is not of the first group', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada', 'ben']);
    const own = await createKeyPackage(stage, 'ada');
    const [ben, eve] = [await createKeyPackage(stage, 'ben'), await createKeyPackage(stage, 'eve')];
    const { welcome } = await stage.mls.branch({
      origin: world.get('ada').state,
      own,
      keyPackages: [ben.keyPackage, eve.keyPackage],
      groupId,
      nowSeconds: now,
    });
    await expectRefused('MLS_ORIGIN_MEMBERS', () => joinFrom(world.get('ben'), welcome!, ben));
  });

  it('is of the suite of its origin', async () => {
    const stage = await setStage();
    const world = await World.of(stage, ['ada']);
    const own = await createKeyPackage(stage, 'ada', { suite: 3 });
    const origin = world.get('ada').state;
    await expectRefused('MLS_KEY_PACKAGE_SUITE', async () =>
      stage.mls.branch({ origin, own, keyPackages: [], groupId, nowSeconds: now }),
    );
  });
});

async function reinit(world: World, cipherSuite: number): Promise<void> {
  await world.commit(world.get('ben'), {
    proposals: [{ proposalType: 'reinit', groupId, version: 1, cipherSuite, extensions: [] }],
  });
}

/** The successor as its first member makes it, with everybody else's fresh KeyPackages. */
async function succeed(world: World, suite: number): Promise<World> {
  const { stage } = world;
  const [first, ...others] = world.members;
  const own = await createKeyPackage(stage, first!.name, { suite });
  const packages = new Map<string, OwnKeyPackage>();
  for (const { name } of others) packages.set(name, await createKeyPackage(stage, name, { suite }));
  const subgroup = await stage.mls.reinitialize({
    origin: first!.state,
    own,
    keyPackages: [...packages.values()].map(({ keyPackage }) => keyPackage),
    nowSeconds: now,
  });
  return openSubgroup(world, first!.name, subgroup, packages);
}

async function openSubgroup(
  world: World,
  founder: string,
  { welcome, accepted }: Subgroup,
  packages: ReadonlyMap<string, OwnKeyPackage>,
): Promise<World> {
  const { stage } = world;
  const suite = accepted.state.context.cipherSuite;
  const group = new World({ ...stage, suite }, [new Member(stage, founder, accepted)]);
  for (const [name, own] of packages) {
    group.members.push(new Member(stage, name, await joinFrom(world.get(name), welcome!, own)));
  }
  group.agree();
  return group;
}

function joinFrom({ stage, state }: Member, welcome: Uint8Array, own: OwnKeyPackage) {
  const origin = { state, isSameMember };
  return stage.mls.joinGroup({ welcome, own: [own], isMemberOf: () => false, origin });
}
