import type { Crypto } from '@sotto/core';
import type { CommitInput, GroupState, Mls, OwnKeyPackage } from '@sotto/mls';
import { nowSeconds } from './people.ts';

/**
 * One group seen by all of its members at once. They share the tree and the secrets of the epoch, so that the state of
 * each follows from the one that made the last commit and from private keys that the bench holds in one place.
 */
export interface Group {
  readonly state: GroupState;
  /** In the order of their leaves. */
  readonly people: readonly OwnKeyPackage[];
  /** HPKE private keys by node. */
  readonly privateKeys: ReadonlyMap<number, Uint8Array>;
}

/** The state of the member at a leaf. */
export function stateOf(group: Group, leafIndex: number): GroupState {
  const { state, people, privateKeys } = group;
  const person = people[leafIndex];
  if (person === undefined) throw new Error('Nobody is at this leaf.');
  const keys = new Map<number, Uint8Array>();
  for (const node of nodesAbove(leafIndex, state.tree.leafCount)) {
    const key = privateKeys.get(node);
    if (key !== undefined) keys.set(node, key);
  }
  return { ...state, keys: { leafIndex, keys }, signaturePrivateKey: person.signaturePrivateKey };
}

/** A group of one. */
export async function found(mls: Mls, crypto: Crypto, own: OwnKeyPackage): Promise<Group> {
  const { state } = await mls.createGroup({ groupId: crypto.random(16), own, nowSeconds });
  return { state, people: [own], privateKeys: state.keys.keys };
}

/** All of them in one commit without a path: no parent has a key. */
export async function foundWithAll(
  mls: Mls,
  crypto: Crypto,
  people: readonly OwnKeyPackage[],
): Promise<Group> {
  const [own, ...others] = people;
  if (own === undefined) throw new Error('A group of nobody.');
  const alone = await found(mls, crypto, own);
  if (others.length === 0) return alone;
  const group = await commitAs(mls, alone, 0, { ...addAll(others), path: false });
  const leafKeys = people.map((person, leaf) => [2 * leaf, person.encryptionPrivateKey] as const);
  return { ...group, people, privateKeys: new Map([...group.privateKeys, ...leafKeys]) };
}

export function addAll(
  others: readonly OwnKeyPackage[],
): Pick<CommitInput, 'proposals' | 'welcome'> {
  return {
    proposals: others.map(({ keyPackage }) => ({ proposalType: 'add', keyPackage })),
    welcome: { ratchetTree: false },
  };
}

/** Every second member renews its keys, so that every parent has one; far from each other first, which is the cheapest order. */
export async function fill(mls: Mls, group: Group): Promise<Group> {
  let filled = group;
  for (const leaf of reversedOrder(Math.max(1, group.state.tree.leafCount / 2))) {
    filled = await commitAs(mls, filled, 2 * leaf, {});
  }
  return filled;
}

/** The last member goes, and the hole in the tree is mended as far as that can be. */
export async function withoutLast(mls: Mls, group: Group): Promise<Group> {
  const last = group.people.length - 1;
  const removal = { proposals: [{ proposalType: 'remove', removed: last }] } as const;
  const smaller = await commitAs(mls, group, 0, removal);
  const left = { ...smaller, people: group.people.slice(0, last) };
  return last < 2 ? left : commitAs(mls, left, last - 1, {});
}

async function commitAs(
  mls: Mls,
  group: Group,
  leafIndex: number,
  input: Omit<CommitInput, 'nowSeconds'>,
): Promise<Group> {
  const { accepted } = await mls.commit(stateOf(group, leafIndex), { ...input, nowSeconds });
  const { state } = accepted;
  const { nodes } = state.tree;
  const privateKeys = new Map([...group.privateKeys, ...state.keys.keys]);
  for (const node of privateKeys.keys()) if (nodes[node] === undefined) privateKeys.delete(node);
  return { ...group, state, privateKeys };
}

/** A leaf's node and those of its direct path (RFC 9420 §4.1.2 and appendix C). */
function nodesAbove(leafIndex: number, leafCount: number): readonly number[] {
  const nodes = [2 * leafIndex];
  for (let level = 1, span = 2; span <= leafCount; level += 1, span *= 2) {
    const first = Math.floor(leafIndex / span) * span;
    nodes.push(2 * first + 2 ** level - 1);
  }
  return nodes;
}

/** 0 to `count - 1`, a power of two, with the bits of each turned round: 0, 4, 2, 6, 1, … */
function reversedOrder(count: number): readonly number[] {
  let order = [0];
  while (order.length < count) {
    order = [...order.map((at) => 2 * at), ...order.map((at) => 2 * at + 1)];
  }
  return order;
}
