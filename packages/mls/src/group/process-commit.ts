import type { Engine } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { erase } from '../bytes.ts';
import { verifyContent } from '../framing/content-signature.ts';
import { MlsError } from '../mls-error.ts';
import { externalInitReceive } from '../schedule/external-init.ts';
import { epochTransition } from '../storage/changes.ts';
import { requireEncryptionKey, validateLeafNode, verifyLeafSignature } from '../tree/leaf-node.ts';
import { processUpdatePath } from '../tree/update-path.ts';
import type { Commit, UpdatePath } from '../wire/commit.ts';
import type { AuthenticatedContent, Sender } from '../wire/framed-content.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { Applied } from './apply-proposals.ts';
import { applyProposals, requireLeaf } from './apply-proposals.ts';
import type { CommittedProposal } from './committed.ts';
import { resolveProposals } from './committed.ts';
import { keysAfter, provisionalContext, requireConsistent } from './after-proposals.ts';
import { enterNextEpoch, historyAfter } from './next-epoch.ts';
import { requireOpen } from './protect-message.ts';
import type { LentPsks } from './psks.ts';
import { findPsks } from './psks.ts';
import type { GroupState, Transition } from './state.ts';
import type { CommitKind } from './validate-proposals.ts';
import { validateProposals } from './validate-proposals.ts';

/** What a commit did, for the application to judge before it takes the new state over. */
export interface CommitEffects {
  /** Leaf index of the committer, in the new tree. */
  readonly committer: number;
  /** Whether the committer came in by this very commit (RFC 9420 §12.4.3.2). */
  readonly external: boolean;
  readonly proposals: readonly CommittedProposal[];
  /** Leaf indices in the new tree; for an external commit the committer's as well. */
  readonly added: readonly number[];
  /** Leaf indices in the old tree. */
  readonly removed: readonly number[];
}

export type ProcessedCommit =
  | ({ readonly kind: 'commit' } & CommitEffects & Transition)
  /** The commit removes this member: there is no next state, and what is stored of the group is to be deleted. */
  | ({ readonly kind: 'removed' } & CommitEffects);

/**
 * Follows a commit that was unprotected with the keys of the current epoch (RFC 9420 §12.4.2). Nothing is changed unless all
 * of it is valid. `taken` is the state without the key that the commit itself was sealed with, if it was: the new state
 * remembers the epoch without it.
 *
 * @throws a code for each rule
 */
export async function processCommit(
  engine: Engine,
  taken: Transition,
  authenticated: AuthenticatedContent,
  commit: Commit,
  lent: LentPsks,
): Promise<ProcessedCommit> {
  const { state } = taken;
  requireOpen(state);
  const { content } = authenticated;
  const kind = commitKind(state, content.sender);
  const proposals = resolveProposals(state, commit, content.sender);
  const external = kind.kind === 'external';
  await requireSigned(state, authenticated, commit, kind);
  validateProposals(state, proposals, kind);
  const applied = await applyProposals(engine, state, proposals, undefined);
  const committer = external ? applied.edit.reserve() : kind.leafIndex;
  const effects = effectsOf(applied, proposals, committer, external);
  // A leaf that an external commit removes may be taken by the committer at once.
  if (applied.removed.includes(state.keys.leafIndex)) return { kind: 'removed', ...effects };
  const psks = findPsks(applied.psks, lent, state);
  if (commit.path !== undefined) {
    await validatePathLeaf(engine, state, applied, commit.path, committer, external);
  }
  const merged = await mergePath(state, applied, commit.path, committer);
  requireConsistent(engine, state, applied, proposals);
  const initSecret = await initSecretOf(state, applied);
  const next = await enterNextEpoch(state, historyAfter(engine, state), {
    tree: applied.edit.finish(),
    keys: merged.keys,
    signaturePrivateKey: applied.ownKeys?.signaturePrivateKey ?? state.signaturePrivateKey,
    extensions: applied.extensions,
    commit: {
      wireFormat: authenticated.wireFormat,
      content,
      signature: authenticated.auth.signature,
    },
    initSecret,
    commitSecret: merged.commitSecret,
    psks,
    reinit: applied.reinit,
  });
  erase(merged.commitSecret, next.joinerSecret, next.welcomeSecret);
  const tag = authenticated.auth.confirmationTag;
  if (tag === undefined || !state.suite.equal(tag, next.state.confirmationTag)) {
    throw new MlsError('MLS_CONFIRMATION_TAG', 'A commit leads to another state than it says.');
  }
  const { changes, spent } = epochTransition(state, next.state);
  return {
    kind: 'commit',
    ...effects,
    state: next.state,
    changes: [...taken.changes, ...changes],
    spent: [...taken.spent, ...spent],
  };
}

function commitKind(state: GroupState, sender: Sender): CommitKind {
  if (sender.senderType === 'new_member_commit') return { kind: 'external' };
  if (sender.senderType !== 'member') {
    throw new MlsError('MLS_SENDER_CONTENT', 'A sender of this type may not send a commit.');
  }
  requireLeaf(state.tree, sender.leafIndex);
  return { kind: 'member', leafIndex: sender.leafIndex };
}

/** RFC 9420 §§6.1, 12.4.3.2: signed by the committer's present leaf, or by the one that an external commit brings. */
async function requireSigned(
  state: GroupState,
  authenticated: AuthenticatedContent,
  commit: Commit,
  kind: CommitKind,
): Promise<void> {
  const leafNode =
    kind.kind === 'external' ? commit.path?.leafNode : requireLeaf(state.tree, kind.leafIndex);
  if (leafNode === undefined) {
    throw new MlsError('MLS_COMMIT_PATH_MISSING', 'An external commit has no path.');
  }
  const { suite, encodedContext } = state;
  if (!(await verifyContent(suite, authenticated, encodedContext, leafNode.signatureKey))) {
    throw new MlsError('MLS_SIGNATURE', 'The signature of a message is not valid.');
  }
}

function effectsOf(
  applied: Applied,
  proposals: readonly CommittedProposal[],
  committer: number,
  external: boolean,
): CommitEffects {
  const added = applied.added.map(({ leafIndex }) => leafIndex);
  if (external) added.push(committer);
  return { committer, external, proposals, added, removed: applied.removed };
}

/** RFC 9420 §§7.3, 12.4.2, 12.2: the leaf that a path brings. */
async function validatePathLeaf(
  engine: Engine,
  state: GroupState,
  applied: Applied,
  path: UpdatePath,
  committer: number,
  external: boolean,
): Promise<void> {
  const { suite, context, tree } = state;
  const { extensions } = applied;
  validateLeafNode(path.leafNode, { suite, source: 'commit', extensions, nowSeconds: undefined });
  await requireEncryptionKey(suite, path.leafNode);
  await verifyLeafSignature(suite, path.leafNode, context.groupId, committer);
  const previous: LeafNode | undefined = external
    ? applied.removed.map((leafIndex) => requireLeaf(tree, leafIndex))[0]
    : requireLeaf(tree, committer);
  await requireAuthentic(engine, path.leafNode, previous);
}

async function mergePath(
  state: GroupState,
  applied: Applied,
  path: UpdatePath | undefined,
  sender: number,
): Promise<Pick<GroupState, 'keys'> & { readonly commitSecret: Uint8Array }> {
  const { suite } = state;
  const keys = keysAfter(state, applied);
  if (path === undefined) return { keys, commitSecret: new Uint8Array(suite.hashBytes) };
  return processUpdatePath(suite, applied.edit, {
    sender,
    path,
    keys,
    newLeaves: new Set(applied.added.map(({ leafIndex }) => leafIndex)),
    encodeContext: (treeHash) => provisionalContext(state, applied, treeHash),
  });
}

async function initSecretOf(state: GroupState, applied: Applied): Promise<Uint8Array> {
  if (applied.kemOutput === undefined) return state.secrets.initSecret;
  const { suite, secrets } = state;
  const initSecret = await externalInitReceive(suite, secrets.externalSecret, applied.kemOutput);
  if (initSecret === undefined) {
    throw new MlsError('MLS_EXTERNAL_INIT', 'The KEM output of an external commit is not valid.');
  }
  return initSecret;
}
