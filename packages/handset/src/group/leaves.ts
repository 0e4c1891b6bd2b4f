import { isSottoError } from '@sotto/core';
import type { IdentityHash } from '@sotto/core';
import { findComponent } from '@sotto/mls';
import type { GroupState, Member as MlsMember, Mls, RatchetTree } from '@sotto/mls';
import {
  bytesEqual,
  leafMailboxComponentId,
  parseCredential,
  parseLeafMailbox,
} from '@sotto/protocol';
import type { LeafMailbox } from '@sotto/protocol';
import { toHex } from '../hex.ts';

/** One device in a group, as its leaf says. Every leaf of a group that this handset follows has passed `leafOf`. */
export interface Leaf {
  readonly leafIndex: number;
  readonly identity: IdentityHash;
  /** Signature key of the device. */
  readonly device: Uint8Array;
  readonly mailbox: LeafMailbox;
}

export interface Leaves {
  readonly all: readonly Leaf[];
  readonly at: (leafIndex: number) => Leaf | undefined;
  readonly ofDevice: (device: Uint8Array) => Leaf | undefined;
  readonly ofIdentity: (identity: Uint8Array) => readonly Leaf[];
  /** Each identity once, in the order of its first leaf. */
  readonly identities: () => readonly IdentityHash[];
}

/** What a leaf says, or `undefined` when it is none that this handset can follow: no credential of ours, or no mailbox. */
export function leafOf({ leafIndex, leafNode }: MlsMember): Leaf | undefined {
  if (leafNode.credential.credentialType !== 'basic') return undefined;
  try {
    const { identity } = parseCredential(leafNode.credential.identity);
    const data = findComponent(leafNode.extensions, leafMailboxComponentId);
    if (data === undefined) return undefined;
    return { leafIndex, identity, device: leafNode.signatureKey, mailbox: parseLeafMailbox(data) };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}

const known = new WeakMap<RatchetTree, Leaves>();
// A leaf node is a value that stays while others change around it, so that a step of a large group parses what is new.
const parsed = new WeakMap<MlsMember['leafNode'], Leaf>();

/** The devices of a group. Asking again costs nothing: it is kept with the tree. */
export function leavesOf(mls: Pick<Mls, 'members'>, group: GroupState): Leaves {
  const before = known.get(group.tree);
  if (before !== undefined) return before;
  const all: Leaf[] = [];
  for (const member of mls.members(group)) {
    const old = parsed.get(member.leafNode);
    const leaf = old?.leafIndex === member.leafIndex ? old : leafOf(member);
    if (leaf === undefined) continue;
    parsed.set(member.leafNode, leaf);
    all.push(leaf);
  }
  const byDevice = new Map(all.map((leaf) => [toHex(leaf.device), leaf]));
  const byIndex = new Map(all.map((leaf) => [leaf.leafIndex, leaf]));
  const leaves: Leaves = {
    all,
    at: (leafIndex) => byIndex.get(leafIndex),
    ofDevice: (device) => byDevice.get(toHex(device)),
    ofIdentity: (identity) => all.filter((leaf) => bytesEqual(leaf.identity, identity)),
    identities: () => [
      ...new Map(all.map((leaf) => [toHex(leaf.identity), leaf.identity])).values(),
    ],
  };
  known.set(group.tree, leaves);
  return leaves;
}
