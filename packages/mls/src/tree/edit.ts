import { MlsError } from '../mls-error.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { ParentNode } from '../wire/ratchet-tree.ts';
import { typesInUse } from './credential-counts.ts';
import { encryptionKeyTwice, KeyIndex, signatureKeyTwice } from './key-index.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { leafOf, members } from './ratchet-tree.ts';
import { directPath } from './resolution.ts';
import { leafCountFor, parentIndexOf, rootOf } from './tree-math.ts';

type Node = LeafNode | ParentNode;

/** The same as RatchetTree, while it is worked on. */
interface WorkingTree {
  leafCount: number;
  readonly nodes: (Node | undefined)[];
  readonly credentials: { basic: number; x509: number };
  readonly cache: { readonly hashes: (Uint8Array | undefined)[]; keys: KeyIndex | undefined };
}

/**
 * The one working copy of a tree that a commit makes (RFC 9420 §7.7, §12.1, §7.5). Proposals are applied in the order of
 * §12.3. Whether they may be is the caller's to check, but for what the leaves of a group owe each other: see
 * `checkLeaves`.
 */
export class TreeEdit {
  /** What the edit began with. */
  readonly base: RatchetTree;
  readonly #tree: WorkingTree;
  readonly #changed = new Set<number>();
  readonly #unchecked = new Set<number>();
  /** Parents that this edit made, to whose unmerged leaves it may add in place. */
  readonly #own = new Map<number, { readonly unmergedLeaves: number[] }>();
  /** No leaf to the left of it is blank. */
  #firstBlank = 0;
  /** All leaves to the right of it are blank. */
  #last: number;
  #isFinished = false;

  constructor(base: RatchetTree) {
    this.base = base;
    this.#last = base.leafCount - 1;
    this.#tree = {
      leafCount: base.leafCount,
      nodes: base.nodes.slice(),
      credentials: { ...base.credentials },
      cache: { hashes: base.cache.hashes.slice(), keys: base.cache.keys },
    };
  }

  /** As it is now. It changes with the edit, until that is finished. */
  get tree(): RatchetTree {
    return this.#tree;
  }

  /** Indices of the nodes that are not, or may not be, what they were; also of those that were cut off. */
  get changed(): ReadonlySet<number> {
    return this.#changed;
  }

  /** RFC 9420 §12.1.1: takes the leftmost blank leaf; the tree is extended when it has none. Returns the leaf index. */
  add(leafNode: LeafNode): number {
    const leafIndex = this.reserve();
    for (const node of directPath(this.#tree.leafCount, leafIndex))
      this.#addUnmerged(node, leafIndex);
    this.#setLeaf(leafIndex, leafNode);
    return leafIndex;
  }

  /** The leaf index that `add` would take, for the sender of an external commit (RFC 9420 §12.4.2). */
  reserve(): number {
    const tree = this.#tree;
    let leafIndex = this.#firstBlank;
    while (leafIndex < tree.leafCount && tree.nodes[2 * leafIndex] !== undefined) leafIndex += 1;
    this.#firstBlank = leafIndex;
    if (leafIndex === tree.leafCount) this.#extend();
    return leafIndex;
  }

  /** RFC 9420 §12.1.2. */
  update(leafIndex: number, leafNode: LeafNode): void {
    this.#requireLeaf(leafIndex);
    this.#blankPath(leafIndex);
    this.#setLeaf(leafIndex, leafNode);
  }

  /** RFC 9420 §12.1.3. */
  remove(leafIndex: number): void {
    this.#requireLeaf(leafIndex);
    this.#blankPath(leafIndex);
    this.#setLeaf(leafIndex, undefined);
    this.#firstBlank = Math.min(this.#firstBlank, leafIndex);
    this.#truncate();
  }

  /**
   * RFC 9420 §7.5: the leaf and the parents of an UpdatePath take the place of the leaf and its direct path. Nodes of the
   * direct path that are not in `parents` become blank.
   */
  setPath(leafIndex: number, leafNode: LeafNode, parents: ReadonlyMap<number, ParentNode>): void {
    const tree = this.#tree;
    for (const node of directPath(tree.leafCount, leafIndex)) {
      this.#set(node, parents.get(node));
      tree.cache.keys?.note(tree.nodes, node);
    }
    this.#setLeaf(leafIndex, leafNode);
  }

  /** Whether a node has that encryption key, or had it when the edit began. */
  hasOrHadEncryptionKey(key: Uint8Array): boolean {
    return this.#keys().hasEncryptionKey([this.#tree.nodes, this.base.nodes], key);
  }

  /**
   * What RFC 9420 §7.3 asks of the leaves that the edit set, in view of the others: their keys are nobody else's, everybody
   * supports the types of their credentials, and they support the types of everybody's. The order of changes has no
   * part in it.
   *
   * @throws MLS_ENCRYPTION_KEY_TWICE, MLS_SIGNATURE_KEY_TWICE, MLS_CREDENTIAL_UNSUPPORTED
   */
  checkLeaves(): void {
    if (this.#unchecked.size === 0) return;
    this.#checkKeys();
    this.#checkCredentials();
    this.#unchecked.clear();
  }

  /** The tree with all changes, after `checkLeaves`. The edit is over. */
  finish(): RatchetTree {
    this.checkLeaves();
    this.#isFinished = true;
    return this.#tree;
  }

  #checkKeys(): void {
    const { nodes } = this.#tree;
    const keys = this.#keys();
    for (const leafIndex of this.#unchecked) keys.note(nodes, 2 * leafIndex);
    for (const leafIndex of this.#unchecked) {
      const { encryptionKey, signatureKey } = leafOf(this.#tree, leafIndex)!;
      if (keys.hasEncryptionKey([nodes], encryptionKey, 2 * leafIndex)) throw encryptionKeyTwice();
      if (keys.hasSignatureKey(nodes, signatureKey, 2 * leafIndex)) throw signatureKeyTwice();
    }
  }

  #checkCredentials(): void {
    const inUse = typesInUse(this.#tree.credentials);
    const ofChanged = { basic: 0, x509: 0 };
    for (const leafIndex of this.#unchecked) {
      const leafNode = leafOf(this.#tree, leafIndex)!;
      requireCredentialTypes(leafNode, inUse);
      ofChanged[leafNode.credential.credentialType] += 1;
    }
    // What somebody used before, all supported before.
    const isNew = (type: 'basic' | 'x509'): boolean =>
      ofChanged[type] > 0 && ofChanged[type] === this.#tree.credentials[type];
    if (!isNew('basic') && !isNew('x509')) return;
    for (const { leafNode } of members(this.#tree)) requireCredentialTypes(leafNode, inUse);
  }

  #keys(): KeyIndex {
    const { cache, nodes } = this.#tree;
    // That of the tree that the edit began with, so that other edits of it find it too; anew when most of it is stale.
    if (cache.keys === undefined || cache.keys.size > 2 * nodes.length + 64) {
      cache.keys = new KeyIndex(this.base.nodes);
      this.base.cache.keys = cache.keys;
      for (const node of this.#changed) cache.keys.note(nodes, node);
    }
    return cache.keys;
  }

  #requireLeaf(leafIndex: number): void {
    if (leafOf(this.#tree, leafIndex) === undefined) {
      throw new MlsError('MLS_INPUT', 'There is no member at a leaf.');
    }
  }

  #setLeaf(leafIndex: number, leafNode: LeafNode | undefined): void {
    const { credentials } = this.#tree;
    const before = leafOf(this.#tree, leafIndex);
    if (before !== undefined) credentials[before.credential.credentialType] -= 1;
    if (leafNode === undefined) this.#unchecked.delete(leafIndex);
    else {
      credentials[leafNode.credential.credentialType] += 1;
      this.#unchecked.add(leafIndex);
      this.#last = Math.max(this.#last, leafIndex);
    }
    this.#set(2 * leafIndex, leafNode);
  }

  #set(node: number, content: Node | undefined): void {
    if (this.#isFinished) throw new MlsError('MLS_INPUT', 'A finished edit of a tree is changed.');
    const { nodes, cache, leafCount } = this.#tree;
    this.#own.delete(node);
    this.#changed.add(node);
    nodes[node] = content;
    const root = rootOf(leafCount);
    for (let above = node; cache.hashes[above] !== undefined; above = parentIndexOf(above)) {
      cache.hashes[above] = undefined;
      if (above === root) break;
    }
  }

  #blankPath(leafIndex: number): void {
    for (const node of directPath(this.#tree.leafCount, leafIndex)) {
      if (this.#tree.nodes[node] !== undefined) this.#set(node, undefined);
    }
  }

  #addUnmerged(node: number, leafIndex: number): void {
    const parent = this.#tree.nodes[node] as ParentNode | undefined;
    if (parent === undefined) return;
    const own = this.#own.get(node);
    if (own === undefined) {
      const unmergedLeaves = parent.unmergedLeaves.slice();
      this.#set(node, { ...parent, unmergedLeaves });
      this.#own.set(node, { unmergedLeaves });
      insert(unmergedLeaves, leafIndex);
    } else insert(own.unmergedLeaves, leafIndex);
  }

  #extend(): void {
    const tree = this.#tree;
    tree.leafCount *= 2;
    const length = 2 * tree.leafCount - 1;
    while (tree.nodes.length < length) {
      tree.nodes.push(undefined);
      tree.cache.hashes.push(undefined);
    }
  }

  /** RFC 9420 §7.7: until there is a leaf in the right half. */
  #truncate(): void {
    const { nodes, cache } = this.#tree;
    while (this.#last > 0 && nodes[2 * this.#last] === undefined) this.#last -= 1;
    const leafCount = leafCountFor(this.#last);
    const length = 2 * leafCount - 1;
    for (let node = length; node < nodes.length; node += 1) {
      if (nodes[node] !== undefined) this.#changed.add(node);
    }
    this.#tree.leafCount = leafCount;
    nodes.length = length;
    cache.hashes.length = length;
  }
}

/** Leaves mostly come in ascending order. */
function insert(leaves: number[], leafIndex: number): void {
  let at = leaves.length;
  while (at > 0 && leaves[at - 1]! > leafIndex) at -= 1;
  leaves.splice(at, 0, leafIndex);
}

/** @throws MLS_CREDENTIAL_UNSUPPORTED */
export function requireCredentialTypes(leafNode: LeafNode, inUse: readonly number[]): void {
  for (const type of inUse) {
    if (!leafNode.capabilities.credentials.includes(type)) {
      throw new MlsError(
        'MLS_CREDENTIAL_UNSUPPORTED',
        'A member does not support a type of credential that another uses.',
      );
    }
  }
}
