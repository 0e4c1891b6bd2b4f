import type { Engine } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { MlsError } from '../mls-error.ts';
import type { Suite } from '../suite/suite.ts';
import type { RatchetTree } from '../tree/ratchet-tree.ts';
import { leafOf, members, parseRatchetTree } from '../tree/ratchet-tree.ts';
import { validateTree } from '../tree/validate-tree.ts';
import { extensionTypes, findExtension } from '../wire/extension.ts';
import type { GroupInfo } from '../wire/group-info.ts';
import { mls10 } from '../wire/message.ts';
import { readRatchetTree } from '../wire/ratchet-tree.ts';
import { readWhole } from '../wire/reader.ts';
import { requireAuthenticSenders, requireReadableExtensions } from './group-extensions.ts';

/** What somebody who joins knows of their surroundings. */
export interface JoinInput {
  /** `ratchet_tree<V>`, where it does not come with the GroupInfo. */
  readonly ratchetTree?: Uint8Array;
  /** Whether this client is in a group of that id already (RFC 9420 §12.4.3). */
  readonly isMemberOf: (groupId: Uint8Array) => boolean;
}

/**
 * Verifies all that a GroupInfo says of a group before anything is made of it (RFC 9420 §§12.4.3, 12.4.3.1): the signature
 * first, by the key that its tree gives, then the tree.
 *
 * @throws MLS_VERSION, MLS_GROUP_KNOWN, MLS_TREE_MISSING, MLS_GROUP_INFO_SIGNER, MLS_GROUP_INFO_SIGNATURE,
 * MLS_CREDENTIAL_REFUSED and what `validateTree` throws
 */
export async function verifyGroupInfo(
  engine: Engine,
  suite: Suite,
  groupInfo: GroupInfo,
  input: JoinInput,
): Promise<RatchetTree> {
  const { groupContext, signer } = groupInfo;
  const { groupId, extensions } = groupContext;
  if (groupContext.version !== mls10 || groupContext.cipherSuite !== suite.id) {
    throw new MlsError('MLS_GROUP_INFO_SUITE', 'A group is of another suite or version.');
  }
  if (groupId.length > engine.limits.maxGroupIdBytes) {
    throw new MlsError('MLS_TOO_LONG', 'A group id is longer than allowed.');
  }
  if (input.isMemberOf(groupId)) {
    throw new MlsError('MLS_GROUP_KNOWN', 'This client is in a group of that id already.');
  }
  requireReadableExtensions(extensions);
  const tree = treeOf(engine, groupInfo, input.ratchetTree);
  const signerLeaf = leafOf(tree, signer);
  if (signerLeaf === undefined) {
    throw new MlsError('MLS_GROUP_INFO_SIGNER', 'A GroupInfo is signed by a leaf where nobody is.');
  }
  const { content, signature } = groupInfo;
  if (!(await suite.verify(signerLeaf.signatureKey, 'GroupInfoTBS', content, signature))) {
    throw new MlsError('MLS_GROUP_INFO_SIGNATURE', 'The signature of a GroupInfo is not valid.');
  }
  await validateTree(suite, tree, {
    treeHash: groupContext.treeHash,
    groupId,
    extensions,
    maxLifetimeSeconds: engine.limits.maxLifetimeSeconds,
  });
  for (const { leafNode } of members(tree)) await requireAuthentic(engine, leafNode);
  await requireAuthenticSenders(engine, extensions);
  return tree;
}

function treeOf(engine: Engine, groupInfo: GroupInfo, given: Uint8Array | undefined): RatchetTree {
  const inside = findExtension(groupInfo.extensions, extensionTypes.ratchetTree);
  const bytes = inside ?? given;
  if (bytes === undefined) {
    throw new MlsError('MLS_TREE_MISSING', 'The ratchet tree of a group is not here.');
  }
  if (bytes.length > engine.limits.maxMessageBytes) {
    throw new MlsError('MLS_TOO_LONG', 'A ratchet tree is longer than allowed.');
  }
  const nodes = readWhole(inside ?? bytes.slice(), readRatchetTree);
  return parseRatchetTree(nodes, engine.limits.maxLeaves);
}
