import type { Crypto } from '@sotto/core';
import type { PassiveClientVector } from '../../conformance/vector.mts';
import type { Change } from './client.ts';
import { Choices } from './random.ts';
import type { Bounds } from './random-steps.ts';
import { randomEpoch } from './random-steps.ts';
import { SottoClient } from './sotto-client.ts';
import { fastPeerSuite } from './ts-mls-suite.ts';
import { VectorGroup } from './vector-group.ts';

interface Recipe extends Bounds {
  readonly seed: number;
  /** Members before the passive client comes in, and epochs before and after that. */
  readonly members: number;
  readonly before: number;
  readonly after: number;
  /** Whether one who acts is of this engine, for what the peer cannot do. */
  readonly isMixed?: boolean;
  readonly endsWithReinit?: boolean;
}

/** Welcomes: into groups of all sizes, with and without trees, keys and paths. */
const welcomes: readonly Recipe[] = [1, 2, 3, 5, 8, 16].map((members) => ({
  seed: members,
  members,
  before: members > 3 ? 2 : 0,
  after: 1,
  maxMembers: 30,
  maxDrivers: 3,
}));

const short: readonly Recipe[] = [
  { seed: 101, members: 3, before: 0, after: 6, maxMembers: 8, maxDrivers: 3 },
  {
    seed: 102,
    members: 2,
    before: 1,
    after: 5,
    maxMembers: 6,
    maxDrivers: 3,
    endsWithReinit: true,
  },
  { seed: 103, members: 2, before: 1, after: 6, maxMembers: 7, maxDrivers: 3, isMixed: true },
];

const long: readonly Recipe[] = [
  { seed: 104, members: 24, before: 3, after: 15, maxMembers: 30, maxDrivers: 4 },
  { seed: 105, members: 12, before: 4, after: 15, maxMembers: 30, maxDrivers: 4, isMixed: true },
];

/** The peer's own P-256, P-384, P-521 and Curve448 are slow: with them, groups are small. */
const slowSuites: readonly number[] = [2, 4, 5, 6, 7];

export function recipesOf(cipherSuite: number): readonly Recipe[] {
  if (slowSuites.includes(cipherSuite)) return [...welcomes.slice(0, 4), ...short];
  return [...welcomes, ...short, ...long];
}

/** What the passive client sees of groups that take turns at random, led by `ts-mls`. */
export async function passiveVectors(
  crypto: Crypto,
  cipherSuite: number,
): Promise<readonly PassiveClientVector[]> {
  const vectors: PassiveClientVector[] = [];
  for (const recipe of recipesOf(cipherSuite))
    vectors.push(await record(crypto, cipherSuite, recipe));
  return vectors;
}

export async function record(
  crypto: Crypto,
  cipherSuite: number,
  recipe: Recipe,
): Promise<PassiveClientVector> {
  const choices = new Choices(1_000 * cipherSuite + recipe.seed);
  const group = await VectorGroup.create(await fastPeerSuite(crypto, cipherSuite), choices);
  if (recipe.isMixed === true) {
    // The peer's lifetimes have no end.
    const limits = { maxLifetimeSeconds: 2 ** 64 };
    const own = await SottoClient.create(crypto, cipherSuite, 'sotto', limits);
    group.teach(own);
    const add: Change = { kind: 'add', keyPackage: own.keyPackageMessage };
    await group.commit(group.founder, { changes: [add] }, [own]);
  }
  const adds: Change[] = [];
  while (group.members.size + adds.length < recipe.members) {
    adds.push({ kind: 'add', keyPackage: (await group.newcomer()).keyPackageMessage });
  }
  if (adds.length > 0) await group.commit(group.founder, { changes: adds });
  for (let epoch = 0; epoch < recipe.before; epoch += 1) await randomEpoch(group, recipe);
  await admit(group);
  for (let epoch = 0; epoch < recipe.after; epoch += 1) await randomEpoch(group, recipe);
  if (recipe.endsWithReinit === true) {
    const groupId = choices.bytes(16);
    await group.commit(group.founder, { changes: [{ kind: 'reinit', groupId }] });
  }
  return group.vector;
}

/** A group with a pre-shared key in the Welcome, whose passive client has a signature key that begins with zeros. */
export async function oneVector(crypto: Crypto): Promise<PassiveClientVector> {
  const choices = new Choices(1);
  const signKey = crypto.random(32);
  signKey[0] = 0;
  const group = await VectorGroup.create(await fastPeerSuite(crypto, 2), choices, signKey);
  const psks: Change[] = group.pskIds.map((pskId) => ({ kind: 'psk', pskId }));
  await group.admitPassive(group.founder, psks, true);
  await group.commit(group.founder);
  await group.commit(group.founder);
  return group.vector;
}

async function admit(group: VectorGroup): Promise<void> {
  const { choices, members } = group;
  const changes: Change[] = [];
  if (choices.chance(50)) {
    for (const pskId of group.pskIds) changes.push({ kind: 'psk', pskId });
  }
  const committer = choices.of(group.drivers);
  const removable = [...members.values()].filter(
    (leaf) => leaf !== 0 && leaf !== committer.leafIndex,
  );
  // A Remove makes a path, and that a path secret in the Welcome.
  if (choices.chance(50) && removable.length > 0) {
    changes.push({ kind: 'remove', leafIndex: choices.of(removable) });
  }
  await group.admitPassive(committer, changes, choices.chance(50));
}
