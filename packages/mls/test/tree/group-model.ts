import { expect } from 'vitest';
import type { Suite } from '../../src/suite/suite.ts';
import { TreeEdit } from '../../src/tree/edit.ts';
import { signLeafNode } from '../../src/tree/leaf-node.ts';
import type { PrivateKeys } from '../../src/tree/private-keys.ts';
import { retainKeys } from '../../src/tree/private-keys.ts';
import type { RatchetTree } from '../../src/tree/ratchet-tree.ts';
import {
  encodeRatchetTree,
  leafOf,
  memberCount,
  members,
  parseRatchetTree,
} from '../../src/tree/ratchet-tree.ts';
import { treeHash } from '../../src/tree/tree-hash.ts';
import { commonAncestorOf } from '../../src/tree/tree-math.ts';
import type { CreatedPath } from '../../src/tree/update-path.ts';
import { createUpdatePath, joinPath, processUpdatePath } from '../../src/tree/update-path.ts';
import { validateTree } from '../../src/tree/validate-tree.ts';
import type { LeafNode, LeafNodeContent } from '../../src/wire/leaf-node.ts';
import { readRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { readWhole } from '../../src/wire/reader.ts';

export const maxLeaves = 4_096;
export const groupId: Uint8Array = new TextEncoder().encode('group');

/** A leaf node with its private keys. */
export interface Client {
  readonly leafNode: LeafNode;
  readonly encryptionPrivateKey: Uint8Array;
  readonly signaturePrivateKey: Uint8Array;
}

export interface ModelMember {
  readonly signaturePrivateKey: Uint8Array;
  readonly keys: PrivateKeys;
}

/** Leaves that come with a commit, and those that go. */
export interface Changes {
  readonly add?: number;
  /** Leaf indices. */
  readonly update?: readonly number[];
  readonly remove?: readonly number[];
}

export function leafContent(
  suite: Suite,
  signatureKey: Uint8Array,
): Omit<LeafNodeContent, 'source' | 'encryptionKey'> {
  return {
    signatureKey,
    credential: { credentialType: 'basic', identity: signatureKey.slice(0, 8) },
    capabilities: {
      versions: [1],
      cipherSuites: [suite.id],
      extensions: [],
      proposals: [],
      credentials: [1],
    },
    extensions: [],
  };
}

export async function createClient(suite: Suite): Promise<Client> {
  const signaturePrivateKey = suite.random(32);
  const signatureKey = await suite.signaturePublicKey(signaturePrivateKey);
  const { publicKey, privateKey } = await suite.deriveKeyPair(suite.random(suite.hashBytes));
  const content: LeafNodeContent = {
    ...leafContent(suite, signatureKey),
    encryptionKey: publicKey,
    source: { kind: 'key_package', lifetime: { notBefore: 0n, notAfter: 1n } },
  };
  const leafNode = await signLeafNode(suite, content, signaturePrivateKey, groupId, 0);
  return { leafNode, encryptionPrivateKey: privateKey, signaturePrivateKey };
}

/** All members of one group, of which each holds its own keys; without the messages between them. */
export class GroupModel {
  readonly suite: Suite;
  tree: RatchetTree;
  readonly members = new Map<number, ModelMember>();
  #epoch = 0;

  private constructor(suite: Suite, founder: Client) {
    this.suite = suite;
    this.tree = parseRatchetTree([founder.leafNode], maxLeaves);
    this.#enter(0, founder);
  }

  static async found(suite: Suite): Promise<GroupModel> {
    return new GroupModel(suite, await createClient(suite));
  }

  /** The changes without a path, as a commit of additions alone may be. */
  async addOnly(count: number): Promise<void> {
    const { edit, joiners } = await this.#apply({ add: count });
    this.tree = edit.finish();
    for (const [leafIndex, client] of joiners) this.#enter(leafIndex, client);
    await checkGroup(this);
  }

  /** A commit with a path, taken by everybody. Gives the private keys of those who had to go. */
  async commit(committer: number, changes: Changes): Promise<readonly ModelMember[]> {
    const { suite, tree: base } = this;
    const { edit, joiners, updated } = await this.#apply(changes);
    const newLeaves = new Set(joiners.keys());
    const epoch = (this.#epoch += 1);
    const encodeContext = (hash: Uint8Array): Uint8Array => Uint8Array.of(epoch & 0xff, ...hash);
    const own = this.members.get(committer)!;
    const made = await createUpdatePath(suite, edit, {
      leafIndex: committer,
      leafContent: leafContent(suite, leafOf(base, committer)!.signatureKey),
      signaturePrivateKey: own.signaturePrivateKey,
      groupId,
      keys: own.keys,
      newLeaves,
      encodeContext,
    });
    const hash = await treeHash(suite, edit.finish());

    const gone: ModelMember[] = [];
    for (const leafIndex of changes.remove ?? []) {
      gone.push(this.members.get(leafIndex)!);
      this.members.delete(leafIndex);
    }
    for (const [leafIndex, member] of this.members) {
      if (leafIndex === committer) continue;
      const received = this.#again(base, changes, joiners, updated);
      const key = updated.get(leafIndex)?.encryptionPrivateKey;
      const kept = retainKeys(base, received.tree, member.keys);
      const keys =
        key === undefined
          ? kept
          : { leafIndex, keys: new Map([...kept.keys, [2 * leafIndex, key]]) };
      const input = { sender: committer, path: made.path, keys, newLeaves, encodeContext };
      const taken = await processUpdatePath(suite, received, input);
      expectSame(taken.commitSecret, made.commitSecret);
      expectSame(await treeHash(suite, received.finish()), hash);
      this.members.set(leafIndex, { ...member, keys: taken.keys });
    }
    this.members.set(committer, { ...own, keys: made.keys });
    this.tree = edit.tree;
    for (const [leafIndex, client] of joiners) await this.#join(leafIndex, client, committer, made);
    await checkGroup(this);
    return gone;
  }

  async #apply(changes: Changes): Promise<{
    readonly edit: TreeEdit;
    readonly joiners: Map<number, Client>;
    readonly updated: Map<number, Client>;
  }> {
    const edit = new TreeEdit(this.tree);
    const updated = new Map<number, Client>();
    for (const leafIndex of changes.update ?? []) {
      const client = await this.#updated(leafIndex);
      edit.update(leafIndex, client.leafNode);
      updated.set(leafIndex, client);
    }
    for (const leafIndex of changes.remove ?? []) edit.remove(leafIndex);
    const joiners = new Map<number, Client>();
    for (let count = changes.add ?? 0; count > 0; count -= 1) {
      const client = await createClient(this.suite);
      joiners.set(edit.add(client.leafNode), client);
    }
    edit.checkLeaves();
    return { edit, joiners, updated };
  }

  #again(
    base: RatchetTree,
    changes: Changes,
    joiners: ReadonlyMap<number, Client>,
    updated: ReadonlyMap<number, Client>,
  ): TreeEdit {
    const edit = new TreeEdit(base);
    for (const [leafIndex, { leafNode }] of updated) edit.update(leafIndex, leafNode);
    for (const leafIndex of changes.remove ?? []) edit.remove(leafIndex);
    for (const { leafNode } of joiners.values()) edit.add(leafNode);
    return edit;
  }

  async #updated(leafIndex: number): Promise<Client> {
    const { suite } = this;
    const { signaturePrivateKey } = this.members.get(leafIndex)!;
    const { publicKey, privateKey } = await suite.deriveKeyPair(suite.random(suite.hashBytes));
    const content: LeafNodeContent = {
      ...leafContent(suite, leafOf(this.tree, leafIndex)!.signatureKey),
      encryptionKey: publicKey,
      source: { kind: 'update' },
    };
    const leafNode = await signLeafNode(suite, content, signaturePrivateKey, groupId, leafIndex);
    return { leafNode, encryptionPrivateKey: privateKey, signaturePrivateKey };
  }

  async #join(
    leafIndex: number,
    client: Client,
    committer: number,
    { pathSecrets }: CreatedPath,
  ): Promise<void> {
    const { keys } = this.#enter(leafIndex, client);
    const secret = pathSecrets.get(commonAncestorOf(leafIndex, committer))!;
    const joined = await joinPath(this.suite, this.tree, keys, committer, secret.slice());
    this.members.set(leafIndex, { ...this.members.get(leafIndex)!, keys: joined });
  }

  #enter(leafIndex: number, client: Client): ModelMember {
    const { signaturePrivateKey, encryptionPrivateKey } = client;
    const keys = { leafIndex, keys: new Map([[2 * leafIndex, encryptionPrivateKey]]) };
    const member = { signaturePrivateKey, keys };
    this.members.set(leafIndex, member);
    return member;
  }
}

/** What holds of every group in every epoch. */
async function checkGroup({ suite, tree, members: held }: GroupModel): Promise<void> {
  const hash = await treeHash(suite, tree);
  const again = parseRatchetTree(readWhole(encodeRatchetTree(tree), readRatchetTree), maxLeaves);
  expect(again.leafCount).toBe(tree.leafCount);
  await validateTree(suite, again, { treeHash: hash, groupId, extensions: [] });
  expect(memberCount(tree)).toBe(held.size);
  expect(members(tree).map(({ leafIndex }) => leafIndex)).toEqual(
    [...held.keys()].sort((a, b) => a - b),
  );
  for (const { keys } of held.values()) {
    for (const [node, privateKey] of keys.keys) {
      expect(await suite.publicKey(privateKey)).toEqual(tree.nodes[node]?.encryptionKey);
    }
  }
}

function expectSame(bytes: Uint8Array, expected: Uint8Array): void {
  expect(bytes).toEqual(expected);
}
