import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { Descent } from './descend.ts';
import { descend } from './descend.ts';
import type { Ratchet, RatchetLimits, RatchetStep } from './ratchet.ts';
import { stepNext, stepTo } from './ratchet.ts';
import { encodeRatchet, encodeSkippedKey, ratchetName, skippedName } from './records.ts';
import type {
  LeafRatchets,
  RatchetKind,
  SecretChange,
  SecretNode,
  SecretTree,
  Taken,
} from './secret-tree.ts';

const otherKind = { handshake: 'application', application: 'handshake' } as const;

/** The key of the next message that this member sends. @throws MLS_RATCHET_ENDED, MLS_INPUT for a leaf outside the tree */
export function takeNext(
  suite: Suite,
  tree: SecretTree,
  leafIndex: number,
  kind: RatchetKind,
): Promise<Taken> {
  return take(suite, tree, leafIndex, kind, (ratchet) => stepNext(suite, ratchet));
}

/**
 * The key of a message that was received. Keys of generations that it skips are kept within `limits`.
 *
 * @param nowSeconds since 1970
 * @throws MLS_KEY_CONSUMED, MLS_GENERATION_TOO_FAR, MLS_INPUT for a leaf outside the tree
 */
export function takeAt(
  suite: Suite,
  tree: SecretTree,
  leafIndex: number,
  kind: RatchetKind,
  generation: number,
  options: { readonly limits: RatchetLimits; readonly nowSeconds: number },
): Promise<Taken> {
  return take(suite, tree, leafIndex, kind, (ratchet) =>
    stepTo(suite, ratchet, generation, options.limits, options.nowSeconds),
  );
}

async function take(
  suite: Suite,
  tree: SecretTree,
  leafIndex: number,
  kind: RatchetKind,
  step: (ratchet: Ratchet) => Promise<RatchetStep>,
): Promise<Taken> {
  if (!Number.isInteger(leafIndex) || leafIndex < 0 || leafIndex >= tree.leafCount) {
    throw new MlsError('MLS_INPUT', 'A leaf is not in the secret tree.');
  }
  const descent = await descend(suite, tree, leafIndex);
  const former = descent.leaf[kind];
  const stepped = await step(former);
  const { ratchet } = stepped;
  const { handshake, application } = descent.leaf;
  const leaf: LeafRatchets =
    kind === 'handshake'
      ? { handshake: ratchet, application }
      : { handshake, application: ratchet };
  return {
    messageKey: stepped.messageKey,
    secretTree: { leafCount: tree.leafCount, root: rebuild(descent, leaf) },
    changes: changesOf(descent, leafIndex, kind, leaf, stepped),
    spent: spentBy(descent, former, stepped),
  };
}

function rebuild(descent: Descent, leaf: LeafRatchets): SecretNode {
  let node: SecretNode = leaf;
  for (let depth = descent.path.length - 1; depth >= 0; depth -= 1) {
    const { branch, goesLeft } = descent.path[depth]!;
    node = goesLeft ? { left: node, right: branch.right } : { left: branch.left, right: node };
  }
  return node;
}

function changesOf(
  descent: Descent,
  leafIndex: number,
  kind: RatchetKind,
  leaf: LeafRatchets,
  { ratchet, added, dropped }: RatchetStep,
): readonly SecretChange[] {
  const changes = [...descent.changes];
  if (descent.divided !== undefined) {
    const other = otherKind[kind];
    changes.push({ name: ratchetName(leafIndex, other), bytes: encodeRatchet(leaf[other]) });
  }
  if (descent.divided !== undefined || ratchet.secret !== descent.leaf[kind].secret) {
    changes.push({ name: ratchetName(leafIndex, kind), bytes: encodeRatchet(ratchet) });
  }
  for (const key of dropped) {
    changes.push({ name: skippedName(leafIndex, kind, key.generation), bytes: undefined });
  }
  for (const key of added) {
    changes.push({
      name: skippedName(leafIndex, kind, key.generation),
      bytes: encodeSkippedKey(key),
    });
  }
  return changes;
}

function spentBy(
  { divided }: Descent,
  former: Ratchet,
  { messageKey, ratchet, dropped }: RatchetStep,
): readonly Uint8Array[] {
  const spent = [messageKey.key, messageKey.nonce];
  if (divided !== undefined) spent.push(divided);
  if (ratchet.secret !== former.secret) spent.push(former.secret);
  for (const { key, nonce } of dropped) if (key !== messageKey.key) spent.push(key, nonce);
  return spent;
}
