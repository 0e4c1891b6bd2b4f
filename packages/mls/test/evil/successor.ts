import type { JoinGroupInput } from '../../src/group/join-group.ts';
import type { OwnKeyPackage } from '../../src/key-package/key-package.ts';
import type { Extension } from '../../src/wire/extension.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import type { LeafNode } from '../../src/wire/leaf-node.ts';
import type { PreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import { engineFor } from './engine.ts';
import { makeCommit } from './commit.ts';
import { addItem } from './items.ts';
import type { Person } from './person.ts';
import { createPerson, present } from './person.ts';
import type { Scene } from './scene.ts';
import { leafAt } from './tree.ts';
import { Victim } from './victim.ts';
import { makeWelcome } from './welcome.ts';
import { foundWorld } from './world.ts';

type ResumptionId = Extract<PreSharedKeyId, { pskType: 'resumption' }>;

/** A group that follows from the scene's; right where the plan says nothing. */
export interface SuccessorPlan {
  readonly usage: 'reinit' | 'branch';
  readonly groupId?: Uint8Array;
  readonly extensions?: readonly Extension[];
  readonly suiteId?: number;
  readonly context?: (context: GroupContext) => GroupContext;
  /** Evil members of the old group, by leaf, who are in the new one; all of them when not said. */
  readonly members?: readonly number[];
  readonly strangers?: readonly Person[];
  /** Commits before the one that adds everybody. */
  readonly earlier?: number;
  readonly id?: (id: ResumptionId) => PreSharedKeyId;
  readonly isWithoutPsk?: boolean;
}

/** The same people by the names in their credentials. */
export function isSameMember(one: LeafNode, other: LeafNode): boolean {
  const name = ({ credential }: LeafNode) =>
    credential.credentialType === 'basic' ? credential.identity.toHex() : '';
  return name(one) === name(other);
}

/** Lets the victim join the successor that the plan describes. */
export async function joinSuccessor(
  scene: Scene,
  plan: SuccessorPlan,
  input: Partial<JoinGroupInput> = {},
): Promise<Victim> {
  const { victim, world } = scene;
  const { suite } = await engineFor({ suiteId: plan.suiteId ?? scene.suite.id });
  const own = await ownKeyPackage(victim, suite.id);
  const people = [...(plan.strangers ?? [])];
  for (const leaf of plan.members ?? scene.people.keys()) {
    const { credential } = leafAt(world.tree, leaf)!;
    people.push(await createPerson(suite, { leaf: (content) => ({ ...content, credential }) }));
  }
  const [founder, ...others] = people;
  const options = { extensions: plan.extensions ?? [], groupId: plan.groupId ?? suite.random(16) };
  let young = await foundWorld(suite, founder!, options);
  for (let times = 0; times < (plan.earlier ?? 0); times += 1) {
    young = (await makeCommit(young, { committer: 0 })).world;
  }
  const right: ResumptionId = {
    pskType: 'resumption',
    usage: plan.usage,
    pskGroupId: world.context.groupId,
    pskEpoch: world.context.epoch,
    pskNonce: suite.random(suite.hashBytes),
  };
  const psk = { id: plan.id?.(right) ?? right, psk: world.secrets.resumptionPsk };
  const psks = plan.isWithoutPsk === true ? [] : [psk];
  const made = await makeCommit(young, {
    committer: 0,
    items: [
      ...psks.map(({ id }) => ({ proposal: { proposalType: 'psk', psk: id } }) as const),
      ...others.map(addItem),
      { proposal: { proposalType: 'add', keyPackage: own.keyPackage } },
    ],
    psks,
    ...(plan.context === undefined ? {} : { changes: { context: plan.context } }),
  });
  const welcome = await makeWelcome(made, [
    ...others.map(({ keyPackage }) => keyPackage),
    own.keyPackage,
  ]);
  const joined = await victim.mls.joinGroup({
    welcome,
    own: [own],
    isMemberOf: () => false,
    origin: { state: victim.state, isSameMember },
    ...input,
  });
  return new Victim(victim.mls, joined);
}

/** A new KeyPackage of the victim, under the name that it has in the group. */
export async function ownKeyPackage(victim: Victim, cipherSuite: number): Promise<OwnKeyPackage> {
  const leaf = victim.memberAt(victim.leafIndex)!;
  const { suite } = await engineFor({ suiteId: cipherSuite });
  return victim.mls.createKeyPackage({
    cipherSuite,
    credential: leaf.credential,
    signaturePrivateKey: suite.random(32),
    lifetime: present,
    capabilities: { ...leaf.capabilities, cipherSuites: [cipherSuite] },
  });
}
