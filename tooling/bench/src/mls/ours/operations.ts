import type { Crypto } from '@sotto/core';
import type { Committed, GroupState, Mls, OwnKeyPackage } from '@sotto/mls';
import type { Group } from './group.ts';
import { addAll, found, stateOf } from './group.ts';
import { capabilitiesOf, nowSeconds } from './people.ts';

/** Operations on a group, each on the same states again and again: a state is a value, and no operation changes it. */
export interface Operations {
  readonly update: () => Promise<Committed>;
  /** Follows the update, in the other half of the tree. */
  readonly process: () => ReturnType<Mls['process']>;
  readonly remove: () => Promise<Committed>;
  /** The newcomer comes into a group with one place free. */
  readonly add: () => Promise<Committed>;
  /** By a stranger: an engine that has met none of the members. */
  readonly join: () => Promise<GroupState>;
  /** By an engine that has met them all, as one that is in another group with them. */
  readonly joinKnown: () => Promise<GroupState>;
  /** By a stranger. */
  readonly joinExternal: () => ReturnType<Mls['joinExternal']>;
  /** From a group of one, whose member has met nobody. */
  readonly bulkAdd: () => Promise<Committed>;
  readonly samples: Samples;
}

/** What came of each operation, for its size. */
export interface Samples {
  readonly update: Committed;
  readonly processed: Awaited<ReturnType<Mls['process']>>;
  readonly remove: Committed;
  readonly add: Welcoming;
  readonly bulkAdd: Welcoming;
  readonly joinExternal: Awaited<ReturnType<Mls['joinExternal']>>;
  readonly ratchetTree: Uint8Array;
}

type Welcoming = Committed & { readonly welcome: Uint8Array };

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
  const { crypto, mls, freshMls, group, withFree, newcomer } = input;
  const last = group.people.length - 1;
  const [first, other] = [stateOf(group, 0), stateOf(group, last)];
  const host = stateOf(withFree, 0);
  const cipherSuite = newcomer.keyPackage.cipherSuite;
  const [own, ...others] = group.people;
  if (own === undefined) throw new Error('A group of nobody.');
  const signaturePrivateKey = crypto.random(32);

  const update = () => mls.commit(first, { nowSeconds });
  const remove = () =>
    mls.commit(first, { proposals: [{ proposalType: 'remove', removed: last }], nowSeconds });
  const add = () => mls.commit(host, { ...addAll([newcomer]), nowSeconds });
  const bulkAdd = async () => {
    const stranger = await freshMls();
    const { state } = await found(stranger, crypto, own);
    return stranger.commit(state, { ...addAll(others), path: false, nowSeconds });
  };
  const [updated, added] = [await update(), withWelcome(await add())];
  const process = () => mls.process(other, updated.message, { nowSeconds });
  const [groupInfo, hostTree] = [
    await mls.groupInfo(host, { ratchetTree: false }),
    mls.ratchetTree(host),
  ];
  const joinExternal = async () => {
    const stranger = await freshMls();
    return stranger.joinExternal({
      groupInfo,
      ratchetTree: hostTree,
      credential: { credentialType: 'basic', identity: crypto.random(32) },
      signaturePrivateKey,
      capabilities: capabilitiesOf(cipherSuite),
      isMemberOf: () => false,
    });
  };
  const ratchetTree = mls.ratchetTree(added.accepted.state);
  const joinBy = async (engine: Mls): Promise<GroupState> => {
    const { welcome } = added;
    const given = { welcome, own: [newcomer], ratchetTree, isMemberOf: () => false };
    return (await engine.joinGroup(given)).state;
  };
  return {
    update,
    process,
    remove,
    add,
    join: async () => joinBy(await freshMls()),
    joinKnown: () => joinBy(mls),
    joinExternal,
    bulkAdd,
    samples: {
      update: updated,
      processed: await process(),
      remove: await remove(),
      add: added,
      bulkAdd: withWelcome(await bulkAdd()),
      joinExternal: await joinExternal(),
      ratchetTree,
    },
  };
}

function withWelcome(committed: Committed): Welcoming {
  const { welcome } = committed;
  if (welcome === undefined) throw new Error('There is no Welcome.');
  return { ...committed, welcome };
}
