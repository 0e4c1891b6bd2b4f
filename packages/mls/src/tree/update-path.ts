import { erase, sameBytes } from '../bytes.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { UpdatePath } from '../wire/commit.ts';
import type { LeafNodeContent } from '../wire/leaf-node.ts';
import type { TreeEdit } from './edit.ts';
import { signLeafNode } from './leaf-node.ts';
import { chainPath } from './parent-hash.ts';
import { derivePathKeys, openPathSecret, sealPathSecrets } from './path-secrets.ts';
import type { PrivateKeys } from './private-keys.ts';
import { retainKeys } from './private-keys.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { leafOf } from './ratchet-tree.ts';
import type { PathStep } from './resolution.ts';
import { directPath, filteredDirectPath, resolution } from './resolution.ts';
import { treeHash } from './tree-hash.ts';
import { isLeafBelow } from './tree-math.ts';

/** What both ends of an UpdatePath know. */
interface PathInput {
  /** The own private keys after the proposals of the commit. */
  readonly keys: PrivateKeys;
  /** Leaf indices that the commit adds: its path secrets are not encrypted to them. */
  readonly newLeaves: ReadonlySet<number>;
  /** The provisional GroupContext (RFC 9420 §12.4.1) with the tree hash that the path leads to. */
  readonly encodeContext: (treeHash: Uint8Array) => Uint8Array;
}

export interface CreatePathInput extends PathInput {
  readonly leafIndex: number;
  readonly leafContent: Omit<LeafNodeContent, 'source' | 'encryptionKey'>;
  readonly signaturePrivateKey: Uint8Array;
  readonly groupId: Uint8Array;
}

export interface CreatedPath {
  readonly path: UpdatePath;
  readonly commitSecret: Uint8Array;
  readonly keys: PrivateKeys;
  /** By node index, for the Welcomes; to be erased afterwards. */
  readonly pathSecrets: ReadonlyMap<number, Uint8Array>;
}

export interface ProcessPathInput extends PathInput {
  /** Leaf index. */
  readonly sender: number;
  /** Its leaf node is one that `validateLeafNode` and `verifyLeafSignature` let pass. */
  readonly path: UpdatePath;
}

export interface ProcessedPath {
  readonly commitSecret: Uint8Array;
  readonly keys: PrivateKeys;
}

/**
 * Makes an UpdatePath for the own leaf, or for the one that an external commit reserved (RFC 9420 §§7.4 to 7.6). `edit` has
 * the commit's proposals applied, and holds the path afterwards.
 *
 * @throws MLS_ENCRYPTION_KEY when a member's key is not a valid one; what `TreeEdit.checkLeaves` throws
 */
export async function createUpdatePath(
  suite: Suite,
  edit: TreeEdit,
  input: CreatePathInput,
): Promise<CreatedPath> {
  const { leafIndex, newLeaves } = input;
  const steps = filteredDirectPath(edit.tree, leafIndex);
  const derived = await derivePathKeys(suite, suite.random(suite.hashBytes), steps.length);
  const encryptionKeys = derived.keyPairs.map(({ publicKey }) => publicKey);
  const leafSecret = suite.random(suite.hashBytes);
  const leafKeys = await suite.deriveKeyPair(leafSecret);
  erase(leafSecret);

  const { parents, parentHash } = await chainPath(suite, edit.tree, steps, encryptionKeys);
  const leafNode = await signLeafNode(
    suite,
    {
      ...input.leafContent,
      encryptionKey: leafKeys.publicKey,
      source: { kind: 'commit', parentHash },
    },
    input.signaturePrivateKey,
    input.groupId,
    leafIndex,
  );
  edit.setPath(leafIndex, leafNode, parents);
  edit.checkLeaves();

  const context = input.encodeContext(await treeHash(suite, edit.tree));
  const recipients = steps.map((step) => resolution(edit.tree, step.copathChild, newLeaves));
  const sealed = await sealPathSecrets(suite, edit.tree, recipients, derived.pathSecrets, context);
  const kept = new Map(retainKeys(edit.base, edit.tree, input.keys).keys);
  const pathSecrets = new Map<number, Uint8Array>();
  for (const [step, { node }] of steps.entries()) {
    kept.set(node, derived.keyPairs[step]!.privateKey);
    pathSecrets.set(node, derived.pathSecrets[step]!);
  }
  kept.set(2 * leafIndex, leafKeys.privateKey);
  return {
    path: {
      leafNode,
      nodes: encryptionKeys.map((encryptionKey, step) => ({
        encryptionKey,
        encryptedPathSecret: sealed[step]!,
      })),
    },
    commitSecret: derived.next,
    keys: { leafIndex, keys: kept },
    pathSecrets,
  };
}

/**
 * Merges another member's UpdatePath and decrypts what is in it for this member (RFC 9420 §12.4.2, §7.5): every public key
 * that can be derived from it is held against the path's. `edit` has the commit's proposals applied, and holds the path
 * afterwards; when this throws, it is to be given up.
 *
 * @throws MLS_LEAF_SOURCE, MLS_UPDATE_SAME_KEY, MLS_PATH_LENGTH, MLS_PATH_CIPHERTEXTS, MLS_ENCRYPTION_KEY,
 * MLS_PATH_KEY_REUSED, MLS_PARENT_HASH, MLS_PATH_SECRET, MLS_PATH_KEY_MISMATCH; what `TreeEdit.checkLeaves` throws
 */
export async function processUpdatePath(
  suite: Suite,
  edit: TreeEdit,
  input: ProcessPathInput,
): Promise<ProcessedPath> {
  const { sender, path, keys, newLeaves } = input;
  const steps = filteredDirectPath(edit.tree, sender);
  const recipients = steps.map((step) => resolution(edit.tree, step.copathChild, newLeaves));
  checkShape(path, recipients);
  checkKeys(suite, edit, sender, path);
  await mergePath(suite, edit, sender, path, steps);

  const context = input.encodeContext(await treeHash(suite, edit.tree));
  const first = steps.findIndex(({ copathChild }) => isLeafBelow(keys.leafIndex, copathChild));
  if (first < 0 || newLeaves.has(keys.leafIndex)) {
    throw new MlsError('MLS_INPUT', 'A path is processed that is not for this member.');
  }
  const sealed = path.nodes[first]!.encryptedPathSecret;
  const secret = await openPathSecret(suite, keys, recipients[first]!, sealed, context);
  const kept = new Map(retainKeys(edit.base, edit.tree, keys).keys);
  const above = steps.slice(first);
  const commitSecret = await takePath(suite, edit.tree, above, secret, kept);
  return { commitSecret, keys: { leafIndex: keys.leafIndex, keys: kept } };
}

/**
 * The private keys that a path secret of a Welcome leads to (RFC 9420 §12.4.3.1), beside those that the new member has.
 * `pathSecret` is erased.
 *
 * @throws MLS_PATH_SECRET, MLS_PATH_KEY_MISMATCH
 */
export async function joinPath(
  suite: Suite,
  tree: RatchetTree,
  own: PrivateKeys,
  signer: number,
  pathSecret: Uint8Array,
): Promise<PrivateKeys> {
  const { leafIndex } = own;
  const steps = filteredDirectPath(tree, signer);
  const first = steps.findIndex(({ copathChild }) => isLeafBelow(leafIndex, copathChild));
  // The signer's path set the nodes of its filtered direct path, and blanked the others of its direct path.
  const set = directPath(tree.leafCount, signer).filter((node) => tree.nodes[node] !== undefined);
  const isPathSet =
    set.length === steps.length && steps.every(({ node }, step) => set[step] === node);
  if (first < 0 || !isPathSet || pathSecret.length !== suite.hashBytes) {
    throw new MlsError('MLS_PATH_SECRET', 'The path secret of a Welcome is for another tree.');
  }
  const keys = new Map(own.keys);
  erase(await takePath(suite, tree, steps.slice(first), pathSecret, keys));
  return { leafIndex, keys };
}

/** RFC 9420 §7.6. */
function checkShape({ nodes }: UpdatePath, recipients: readonly (readonly number[])[]): void {
  if (nodes.length !== recipients.length) {
    throw new MlsError(
      'MLS_PATH_LENGTH',
      'A path is longer or shorter than the filtered direct path.',
    );
  }
  for (const [step, { encryptedPathSecret }] of nodes.entries()) {
    if (encryptedPathSecret.length !== recipients[step]!.length) {
      throw new MlsError(
        'MLS_PATH_CIPHERTEXTS',
        'A path secret is not encrypted to all who need it, and to them alone.',
      );
    }
  }
}

/** RFC 9420 §12.4.2: the keys of a path are of the suite, all new, and each for one node. */
function checkKeys(suite: Suite, edit: TreeEdit, sender: number, path: UpdatePath): void {
  const replaced = leafOf(edit.tree, sender);
  const { encryptionKey: leafKey } = path.leafNode;
  if (replaced !== undefined && sameBytes(leafKey, replaced.encryptionKey)) {
    throw new MlsError('MLS_UPDATE_SAME_KEY', 'A path keeps the encryption key of its leaf.');
  }
  const keys = [leafKey];
  for (const { encryptionKey } of path.nodes) keys.push(encryptionKey);
  for (const [index, key] of keys.entries()) {
    if (key.length !== suite.publicKeyBytes) {
      throw new MlsError('MLS_ENCRYPTION_KEY', 'An encryption key of a path is not of the suite.');
    }
    if (
      edit.hasOrHadEncryptionKey(key) ||
      keys.findIndex((other) => sameBytes(other, key)) !== index
    ) {
      throw new MlsError('MLS_PATH_KEY_REUSED', 'An encryption key of a path is not a new one.');
    }
  }
}

/** RFC 9420 §7.5, first part. */
async function mergePath(
  suite: Suite,
  edit: TreeEdit,
  sender: number,
  { leafNode, nodes }: UpdatePath,
  steps: readonly PathStep[],
): Promise<void> {
  if (leafNode.source.kind !== 'commit') {
    throw new MlsError('MLS_LEAF_SOURCE', 'The leaf of a path has another source than a commit.');
  }
  const keys = nodes.map(({ encryptionKey }) => encryptionKey);
  const { parents, parentHash } = await chainPath(suite, edit.tree, steps, keys);
  if (!sameBytes(parentHash, leafNode.source.parentHash)) {
    throw new MlsError('MLS_PARENT_HASH', 'The leaf of a path does not vouch for the path.');
  }
  edit.setPath(sender, leafNode, parents);
  edit.checkLeaves();
}

/** Puts the private keys of `steps` into `keys`, and gives the secret behind the last. `pathSecret` is erased. */
async function takePath(
  suite: Suite,
  tree: RatchetTree,
  steps: readonly PathStep[],
  pathSecret: Uint8Array,
  keys: Map<number, Uint8Array>,
): Promise<Uint8Array> {
  const { keyPairs, pathSecrets, next } = await derivePathKeys(suite, pathSecret, steps.length);
  erase(...pathSecrets);
  for (const [step, { node }] of steps.entries()) {
    const { publicKey, privateKey } = keyPairs[step]!;
    if (!sameBytes(publicKey, tree.nodes[node]!.encryptionKey)) {
      throw new MlsError(
        'MLS_PATH_KEY_MISMATCH',
        'A path secret does not lead to the keys of its path.',
      );
    }
    keys.set(node, privateKey);
  }
  return next;
}
