import type { Engine } from '../engine.ts';
import { erase, noBytes, toHex } from '../bytes.ts';
import { signContent } from '../framing/content-signature.ts';
import { MlsError } from '../mls-error.ts';
import type { Credential } from '../wire/credential.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import type { Commit } from '../wire/commit.ts';
import type { Extension } from '../wire/extension.ts';
import type { AuthenticatedContent } from '../wire/framed-content.ts';
import { createFramedContent } from '../wire/framed-content.ts';
import type { Proposal } from '../wire/proposal.ts';
import type { CreatedPath } from '../tree/update-path.ts';
import { createUpdatePath } from '../tree/update-path.ts';
import { epochTransition } from '../storage/changes.ts';
import { keysAfter, provisionalContext, requireConsistent } from './after-proposals.ts';
import type { Applied } from './apply-proposals.ts';
import { applyProposals, requireLeaf } from './apply-proposals.ts';
import type { CommittedProposal } from './committed.ts';
import { requiresPath } from './committed.ts';
import { createWelcome } from './create-welcome.ts';
import { refuseGrease } from './group-extensions.ts';
import type { GroupInfoInput } from './group-info.ts';
import { enterNextEpoch, historyAfter, noHistory } from './next-epoch.ts';
import { protectMessage, requireOpen } from './protect-message.ts';
import type { LentPsks } from './psks.ts';
import { findPsks } from './psks.ts';
import { selectPending } from './select-proposals.ts';
import type { GroupState, PendingProposal, Transition } from './state.ts';
import type { CommitKind } from './validate-proposals.ts';
import { validateProposals } from './validate-proposals.ts';

export interface CommitInput {
  /** Of this member, in the commit itself. */
  readonly proposals?: readonly Proposal[];
  /**
   * The proposals that wait and are committed as well, by their references. Default: all that can be committed together; one
   * that makes the commit fail is left out by naming the others.
   */
  readonly pending?: readonly Uint8Array[];
  /** New keys for this member. Default true; false is refused where RFC 9420 §12.4 requires a path. */
  readonly path?: boolean;
  /** What of this member's leaf changes with the path. */
  readonly leaf?: LeafChange;
  /** Default `private_message`. */
  readonly wireFormat?: AuthenticatedContent['wireFormat'];
  readonly authenticatedData?: Uint8Array;
  readonly psks?: LentPsks;
  /** Of the Welcome for new members. Default: with the ratchet tree. */
  readonly welcome?: Partial<GroupInfoInput>;
  /** The present, for the lifetimes of those who are added. Seconds since 1970. */
  readonly nowSeconds: number;
}

export interface LeafChange {
  readonly credential?: Credential;
  readonly capabilities?: Capabilities;
  readonly extensions?: readonly Extension[];
  readonly signaturePrivateKey?: Uint8Array;
}

/**
 * A commit that was made and not yet accepted. `state` is that of the same epoch, from which the sending key is gone: to be
 * stored before `message` is sent. When the delivery service has accepted the commit, `accepted` is to be stored, or what
 * `accept` makes of it where messages were taken in meanwhile; when another one won, it is dropped, and with it the Welcome.
 */
export interface Committed extends Transition {
  /** MLSMessage. */
  readonly message: Uint8Array;
  /** MLSMessage for all whom the commit adds, not to be sent before the commit was accepted. */
  readonly welcome: Uint8Array | undefined;
  readonly accepted: Transition;
}

/** Makes a commit (RFC 9420 §12.4.1). @throws MLS_INPUT, MLS_GROUP_CLOSED, a code for each rule of §12.2 */
export function createCommit(
  engine: Engine,
  state: GroupState,
  input: CommitInput,
): Promise<Committed> {
  const leafIndex = state.keys.leafIndex;
  return commitAs(engine, state, input, { kind: 'member', leafIndex });
}

/** As `createCommit`, also for the first commit of a group that follows from another. */
export async function commitAs(
  engine: Engine,
  state: GroupState,
  input: CommitInput,
  kind: CommitKind,
): Promise<Committed> {
  requireOpen(state);
  const { suite, context, keys } = state;
  const { leafIndex } = keys;
  const listed = listProposals(state, input);
  const withPath = input.path ?? true;
  if (!withPath && requiresPath(listed.proposals)) {
    throw new MlsError('MLS_INPUT', 'This commit needs a path.');
  }
  if (!withPath && input.leaf !== undefined) {
    throw new MlsError('MLS_INPUT', 'A leaf changes with a path only.');
  }
  validateProposals(state, listed.proposals, kind);
  const applied = await applyProposals(engine, state, listed.proposals, input.nowSeconds);
  const psks = findPsks(applied.psks, input.psks ?? {}, state);
  const created = withPath ? await createPath(state, applied, input.leaf ?? {}) : undefined;
  requireConsistent(engine, state, applied, listed.proposals);

  const content = createFramedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { senderType: 'member', leafIndex },
    authenticatedData: input.authenticatedData ?? noBytes,
    content: {
      contentType: 'commit',
      commit: { proposals: listed.items, path: created?.path },
    },
  });
  const wireFormat = input.wireFormat ?? 'private_message';
  const signature = await signContent(
    suite,
    wireFormat,
    content,
    state.encodedContext,
    state.signaturePrivateKey,
  );
  const commitSecret = created?.commitSecret ?? new Uint8Array(suite.hashBytes);
  // What it remembers of this epoch is added below: only then is the key gone that the commit itself is sealed with.
  const next = await enterNextEpoch(state, noHistory, {
    tree: applied.edit.finish(),
    keys: created?.keys ?? keysAfter(state, applied),
    signaturePrivateKey: input.leaf?.signaturePrivateKey ?? state.signaturePrivateKey,
    extensions: applied.extensions,
    commit: { wireFormat, content, signature },
    initSecret: state.secrets.initSecret,
    commitSecret,
    psks,
    reinit: applied.reinit,
  });
  const authenticated: AuthenticatedContent = {
    wireFormat,
    content,
    auth: { signature, confirmationTag: next.state.confirmationTag },
  };
  const sent = await protectMessage(state, authenticated);
  const welcome =
    applied.added.length === 0
      ? undefined
      : await createWelcome(next, {
          added: applied.added,
          psks: applied.psks,
          pathSecrets: created?.pathSecrets,
          groupInfo: { ratchetTree: true, externalPub: false, extensions: [], ...input.welcome },
        });
  erase(commitSecret, next.joinerSecret, next.welcomeSecret);
  for (const secret of created?.pathSecrets.values() ?? []) erase(secret);
  const after = { ...next.state, ...historyAfter(engine, sent.state) };
  return { ...sent, welcome, accepted: epochTransition(sent.state, after) };
}

interface Listed {
  readonly proposals: readonly CommittedProposal[];
  readonly items: Commit['proposals'];
}

function listProposals(state: GroupState, input: CommitInput): Listed {
  const own: CommittedProposal['sender'] = {
    senderType: 'member',
    leafIndex: state.keys.leafIndex,
  };
  const pending = input.pending === undefined ? selectPending(state) : named(state, input.pending);
  const given = input.proposals ?? [];
  for (const proposal of given) refuseGrease(proposal);
  return {
    proposals: [
      ...pending.map(({ proposal, sender, ownKeys }) => ({
        proposal,
        sender,
        byReference: true,
        ownKeys,
      })),
      ...given.map((proposal) => ({
        proposal,
        sender: own,
        byReference: false,
        ownKeys: undefined,
      })),
    ],
    items: [
      ...pending.map(({ reference }) => ({ kind: 'reference' as const, reference })),
      ...given.map((proposal) => ({ kind: 'proposal' as const, proposal })),
    ],
  };
}

function named(state: GroupState, references: readonly Uint8Array[]): readonly PendingProposal[] {
  return references.map((reference) => {
    const pending = state.proposals.get(toHex(reference));
    if (pending === undefined) {
      throw new MlsError(
        'MLS_PROPOSAL_NOT_FOUND',
        'A commit refers to a proposal that is not here.',
      );
    }
    return pending;
  });
}

async function createPath(
  state: GroupState,
  applied: Applied,
  change: LeafChange,
): Promise<CreatedPath> {
  const { suite, context, keys } = state;
  const leaf = requireLeaf(applied.edit.tree, keys.leafIndex);
  const signaturePrivateKey = change.signaturePrivateKey ?? state.signaturePrivateKey;
  return createUpdatePath(suite, applied.edit, {
    leafIndex: keys.leafIndex,
    leafContent: {
      signatureKey:
        change.signaturePrivateKey === undefined
          ? leaf.signatureKey
          : await suite.signaturePublicKey(change.signaturePrivateKey),
      credential: change.credential ?? leaf.credential,
      capabilities: change.capabilities ?? leaf.capabilities,
      extensions: change.extensions ?? leaf.extensions,
    },
    signaturePrivateKey,
    groupId: context.groupId,
    keys: keysAfter(state, applied),
    newLeaves: new Set(applied.added.map(({ leafIndex }) => leafIndex)),
    encodeContext: (treeHash) => provisionalContext(state, applied, treeHash),
  });
}
