import type { Engine, Presented } from '../engine.ts';
import { requireAuthentic } from '../engine.ts';
import { erase, noBytes } from '../bytes.ts';
import { signContent } from '../framing/content-signature.ts';
import { protectPublic } from '../framing/public-message.ts';
import { MlsError } from '../mls-error.ts';
import { externalInitSend } from '../schedule/external-init.ts';
import { interimTranscriptHash } from '../schedule/transcript.ts';
import { saveGroup } from '../storage/changes.ts';
import { TreeEdit } from '../tree/edit.ts';
import { validateLeafNode } from '../tree/leaf-node.ts';
import type { Member } from '../tree/ratchet-tree.ts';
import { leafOf } from '../tree/ratchet-tree.ts';
import { createUpdatePath } from '../tree/update-path.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import type { Credential } from '../wire/credential.ts';
import type { Extension } from '../wire/extension.ts';
import { createFramedContent } from '../wire/framed-content.ts';
import { encodeGroupContext } from '../wire/group-context.ts';
import { encodeMessage, parseMessage } from '../wire/message.ts';
import type { PreSharedKeyId } from '../wire/pre-shared-key.ts';
import type { Proposal } from '../wire/proposal.ts';
import { provisionalContext, requireRoom } from './after-proposals.ts';
import { externalPubOf } from './group-info.ts';
import { enterNextEpoch, noHistory } from './next-epoch.ts';
import type { JoinInput } from './open-group-info.ts';
import { verifyGroupInfo } from './open-group-info.ts';
import type { LentPsks } from './psks.ts';
import { findPsks } from './psks.ts';
import type { Transition } from './state.ts';

export interface JoinExternalInput extends JoinInput {
  /** MLSMessage with a GroupInfo that has an `external_pub`. */
  readonly groupInfo: Uint8Array;
  readonly credential: Credential;
  readonly signaturePrivateKey: Uint8Array;
  readonly capabilities: Capabilities;
  readonly leafNodeExtensions?: readonly Extension[];
  /** Leaf index of a former self that this one replaces ("resync"). */
  readonly replaces?: number;
  /** Names of pre-shared keys to bind the join to, and the keys. */
  readonly pskIds?: readonly PreSharedKeyId[];
  readonly psks?: LentPsks;
  readonly authenticatedData?: Uint8Array;
}

/** The state after the join, valid once the delivery service has accepted `message`. */
export interface JoinedExternally extends Transition {
  /** MLSMessage: the external commit, always public. */
  readonly message: Uint8Array;
}

/**
 * Joins from outside by a commit of one's own (RFC 9420 §12.4.3.2).
 *
 * @throws MLS_EXTERNAL_PUB_MISSING, MLS_EXTERNAL_INIT, MLS_REMOVE_BLANK, what a GroupInfo and its tree are refused for
 */
export async function joinExternal(
  engine: Engine,
  input: JoinExternalInput,
): Promise<JoinedExternally> {
  const message = parseMessage(input.groupInfo, engine.limits.maxMessageBytes);
  if (message.wireFormat !== 'group_info') {
    throw new MlsError('MLS_NOT_FOR_GROUP', 'This is not a GroupInfo.');
  }
  const { groupInfo } = message;
  const context = groupInfo.groupContext;
  const suite = engine.suite(context.cipherSuite);
  const tree = await verifyGroupInfo(engine, suite, groupInfo, input);
  const sent = await externalInitSend(suite, externalPubOf(groupInfo));
  if (sent === undefined) {
    throw new MlsError(
      'MLS_EXTERNAL_INIT',
      'The key for joining a group from outside is not valid.',
    );
  }
  const edit = new TreeEdit(tree);
  const signatureKey = await suite.signaturePublicKey(input.signaturePrivateKey);
  const { credential } = input;
  const proposals = await listProposals(engine, input, sent.kemOutput, edit, {
    credential,
    signatureKey,
  });
  const psks = findPsks(input.pskIds ?? [], input.psks ?? {}, undefined);
  const leafIndex = edit.reserve();
  requireRoom(engine, edit.tree);
  const before = { suite, context };
  const created = await createUpdatePath(suite, edit, {
    leafIndex,
    leafContent: {
      signatureKey,
      credential,
      capabilities: input.capabilities,
      extensions: input.leafNodeExtensions ?? [],
    },
    signaturePrivateKey: input.signaturePrivateKey,
    groupId: context.groupId,
    keys: { leafIndex, keys: new Map() },
    newLeaves: new Set(),
    encodeContext: (treeHash) => provisionalContext(before, context, treeHash),
  });
  const { extensions } = context;
  validateLeafNode(created.path.leafNode, { suite, source: 'commit', extensions });
  const content = createFramedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { senderType: 'new_member_commit' },
    authenticatedData: input.authenticatedData ?? noBytes,
    content: {
      contentType: 'commit',
      commit: {
        proposals: proposals.map((proposal) => ({ kind: 'proposal', proposal })),
        path: created.path,
      },
    },
  });
  const signature = await signContent(
    suite,
    'public_message',
    content,
    encodeGroupContext(context),
    input.signaturePrivateKey,
  );
  const interim = await interimTranscriptHash(
    suite,
    context.confirmedTranscriptHash,
    groupInfo.confirmationTag,
  );
  const next = await enterNextEpoch({ ...before, interimTranscriptHash: interim }, noHistory, {
    tree: edit.finish(),
    keys: created.keys,
    signaturePrivateKey: input.signaturePrivateKey,
    extensions,
    commit: { wireFormat: 'public_message', content, signature },
    initSecret: sent.initSecret,
    commitSecret: created.commitSecret,
    psks,
    reinit: undefined,
  });
  erase(sent.initSecret, created.commitSecret, next.joinerSecret, next.welcomeSecret);
  for (const secret of created.pathSecrets.values()) erase(secret);
  const auth = { signature, confirmationTag: next.state.confirmationTag };
  const authenticated = { wireFormat: 'public_message' as const, content, auth };
  const publicMessage = await protectPublic(suite, authenticated, undefined);
  return {
    state: next.state,
    changes: saveGroup(next.state),
    spent: [],
    message: encodeMessage({ wireFormat: 'public_message', publicMessage }),
  };
}

async function listProposals(
  engine: Engine,
  input: JoinExternalInput,
  kemOutput: Uint8Array,
  edit: TreeEdit,
  claim: Presented,
): Promise<readonly Proposal[]> {
  const proposals: Proposal[] = [{ proposalType: 'external_init', kemOutput }];
  if (input.replaces !== undefined) {
    const former: Member['leafNode'] | undefined = leafOf(edit.tree, input.replaces);
    if (former === undefined) {
      throw new MlsError('MLS_REMOVE_BLANK', 'The leaf that is to be replaced is not there.');
    }
    await requireAuthentic(engine, claim, former);
    edit.remove(input.replaces);
    proposals.push({ proposalType: 'remove', removed: input.replaces });
  }
  for (const psk of input.pskIds ?? []) proposals.push({ proposalType: 'psk', psk });
  return proposals;
}
