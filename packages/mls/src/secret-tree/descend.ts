import { noBytes, utf8 } from '../bytes.ts';
import type { Suite } from '../suite/suite.ts';
import { secretName } from './records.ts';
import type { LeafRatchets, SecretBranch, SecretChange, SecretNode, SecretTree } from './secret-tree.ts';

/** The way from the root to a leaf, with every secret on it divided. */
export interface Descent {
  readonly path: readonly { readonly branch: SecretBranch; readonly goesLeft: boolean }[];
  readonly leaf: LeafRatchets;
  /** The secret of the former tree that was divided, if one was. */
  readonly divided: Uint8Array | undefined;
  readonly changes: readonly SecretChange[];
}

const left: Uint8Array = utf8('left');
const right: Uint8Array = utf8('right');

/** Goes down to a leaf of the tree and divides what is not divided yet (RFC 9420 §9). */
export async function descend(
  suite: Suite,
  tree: SecretTree,
  leafIndex: number,
): Promise<Descent> {
  const path: { branch: SecretBranch; goesLeft: boolean }[] = [];
  const changes: SecretChange[] = [];
  let node: SecretNode = tree.root;
  let divided: Uint8Array | undefined;
  // Plain sums: the nodes of the largest trees have more than 31 bits.
  let nodeIndex = tree.leafCount - 1;
  for (let half = tree.leafCount / 2; half >= 1; half /= 2) {
    const goesLeft = 2 * leafIndex < nodeIndex;
    if (node instanceof Uint8Array) {
      const branch = await divide(suite, node);
      if (divided === undefined) {
        divided = node;
        changes.push({ name: secretName(nodeIndex), bytes: undefined });
      } else node.fill(0);
      changes.push({
        name: secretName(goesLeft ? nodeIndex + half : nodeIndex - half),
        bytes: goesLeft ? branch.right : branch.left,
      });
      node = branch;
    }
    const branch = node as SecretBranch;
    path.push({ branch, goesLeft });
    node = goesLeft ? branch.left : branch.right;
    nodeIndex += goesLeft ? -half : half;
  }
  if (!(node instanceof Uint8Array)) return { path, leaf: node as LeafRatchets, divided, changes };
  const leaf = await startRatchets(suite, node);
  if (divided === undefined) {
    divided = node;
    changes.push({ name: secretName(nodeIndex), bytes: undefined });
  } else node.fill(0);
  return { path, leaf, divided, changes };
}

async function divide(
  suite: Suite,
  secret: Uint8Array,
): Promise<{ readonly left: Uint8Array; readonly right: Uint8Array }> {
  const [leftSecret, rightSecret] = await Promise.all([
    suite.expandWithLabel(secret, 'tree', left, suite.hashBytes),
    suite.expandWithLabel(secret, 'tree', right, suite.hashBytes),
  ]);
  return { left: leftSecret, right: rightSecret };
}

async function startRatchets(suite: Suite, secret: Uint8Array): Promise<LeafRatchets> {
  const [handshake, application] = await Promise.all([
    suite.expandWithLabel(secret, 'handshake', noBytes, suite.hashBytes),
    suite.expandWithLabel(secret, 'application', noBytes, suite.hashBytes),
  ]);
  return {
    handshake: { secret: handshake, generation: 0, skipped: [] },
    application: { secret: application, generation: 0, skipped: [] },
  };
}
