import { noBytes, utf8 } from '../bytes.ts';
import type { Suite } from '../suite/suite.ts';
import { secretName } from './records.ts';
import type {
  LeafRatchets,
  SecretBranch,
  SecretChange,
  SecretNode,
  SecretTree,
} from './secret-tree.ts';

/** The way from the root to a leaf, with every secret on it divided. */
export interface Descent {
  readonly path: readonly Turn[];
  readonly leaf: LeafRatchets;
  /** The secret of the former tree that was divided, if one was. */
  readonly divided: Uint8Array | undefined;
  readonly changes: readonly SecretChange[];
}

interface Turn {
  readonly branch: SecretBranch;
  readonly goesLeft: boolean;
}

const left: Uint8Array = utf8('left');
const right: Uint8Array = utf8('right');

/** Goes down to a leaf of the tree and divides what is not divided yet (RFC 9420 §9). */
export async function descend(suite: Suite, tree: SecretTree, leafIndex: number): Promise<Descent> {
  const path: Turn[] = [];
  let node: SecretNode = tree.root;
  // Plain sums: the nodes of the largest trees have more than 31 bits.
  let nodeIndex = tree.leafCount - 1;
  let half = tree.leafCount / 2;
  for (; 'left' in node; half /= 2) {
    const goesLeft = 2 * leafIndex < nodeIndex;
    path.push({ branch: node, goesLeft });
    node = goesLeft ? node.left : node.right;
    nodeIndex += goesLeft ? -half : half;
  }
  if ('handshake' in node) return { path, leaf: node, divided: undefined, changes: [] };

  const divided = node;
  const changes: SecretChange[] = [{ name: secretName(nodeIndex), bytes: undefined }];
  let secret = divided;
  for (; half >= 1; half /= 2) {
    const goesLeft = 2 * leafIndex < nodeIndex;
    const branch = await divide(suite, secret);
    if (secret !== divided) secret.fill(0);
    path.push({ branch, goesLeft });
    secret = goesLeft ? branch.left : branch.right;
    changes.push({
      name: secretName(goesLeft ? nodeIndex + half : nodeIndex - half),
      bytes: goesLeft ? branch.right : branch.left,
    });
    nodeIndex += goesLeft ? -half : half;
  }
  const leaf = await startRatchets(suite, secret);
  if (secret !== divided) secret.fill(0);
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
