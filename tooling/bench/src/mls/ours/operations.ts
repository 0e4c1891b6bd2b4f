import type { Crypto } from '@sotto/core';
import type { Committed, GroupState, Mls, OwnKeyPackage } from '@sotto/mls';
import type { Group } from './group.ts';
import { addAll, foundWithAll, stateOf } from './group.ts';
import { capabilitiesOf, nowSeconds } from './people.ts';

/** Operations on a group, each on the same states again and again: a state is a value, and no operation changes it. */
export interface Operations {
  readonly update: () => Promise<Committed>;
  /** Follows the update, in the other half of the tree. */
  readonly process: () => ReturnType<Mls['process']>;
  readonly remove: () => Promise<Committed>;
  /** The newcomer comes into a group with one place free. */
  readonly add: () => Promise<Committed>;
  /** By an engine that has met none of the members. */
  readonly join: () => Promise<GroupState>;
  readonly joinExternal: () => ReturnType<Mls['joinExternal']>;
  readonly bulkAdd: () => Promise<Committed>;
  readonly samples: Samples;
}

/** What came of each operation, for its size. */
export interface Samples {
  readonly update: Committed;
  readonly processed: Awaited<ReturnType<Mls['process']>>;
  readonly remove: Committed;
  readonly add: Committed;
  readonly joinExternal: Awaited<ReturnType<Mls['joinExternal']>>;
  readonly ratchetTree: Uint8Array;
}

export interface OperationsInput {
  readonly crypto: Crypto;
  readonly mls: Mls;
  /** An engine that knows nobody yet. */
  readonly freshMls: () => Promise<Mls>;
  readonly group: Group;
  /** The same without its last member. */
  readonly withFree: Group;
  readonly newcomer: OwnKeyPackage;
}

export async function prepareOperations(input: OperationsInput): Promise<Operations> {
  const { crypto, mls, group, withFree, newcomer } = input;
  const last = group.people.length - 1;
  const [first, other] = [stateOf(group, 0), stateOf(group, last)];
  const host = stateOf(withFree, 0);
  const cipherSuite = newcomer.keyPackage.cipherSuite;
  const [own, ...others] = group.people;
  if (own === undefined) throw new Error('A group of nobody.');
  const alone = await foundWithAll(mls, crypto, [own]);
  const signaturePrivateKey = crypto.random(32);

  const update = () => mls.commit(first, { nowSeconds });
  const remove = () =>
    mls.commit(first, { proposals: [{ proposalType: 'remove', removed: last }], nowSeconds });
  const add = () => mls.commit(host, { ...addAll([newcomer]), nowSeconds });
  const [updated, added] = [await update(), await add()];
  const process = () => mls.process(other, updated.message, { nowSeconds });
  const [groupInfo, hostTree] = [
    await mls.groupInfo(host, { ratchetTree: false }),
    mls.ratchetTree(host),
  ];
  const joinExternal = () =>
    mls.joinExternal({
      groupInfo,
      ratchetTree: hostTree,
      credential: { credentialType: 'basic', identity: crypto.random(32) },
      signaturePrivateKey,
      capabilities: capabilitiesOf(cipherSuite),
      isMemberOf: () => false,
    });
  const { welcome } = added;
  if (welcome === undefined) throw new Error('There is no Welcome.');
  const ratchetTree = mls.ratchetTree(added.accepted.state);
  return {
    update,
    process,
    remove,
    add,
    join: async () => {
      const engine = await input.freshMls();
      const given = { welcome, own: [newcomer], ratchetTree, isMemberOf: () => false };
      return (await engine.joinGroup(given)).state;
    },
    joinExternal,
    bulkAdd: () => mls.commit(stateOf(alone, 0), { ...addAll(others), path: false, nowSeconds }),
    samples: {
      update: updated,
      processed: await process(),
      remove: await remove(),
      add: added,
      joinExternal: await joinExternal(),
      ratchetTree,
    },
  };
}
