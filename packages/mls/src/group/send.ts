import type { Engine } from '../engine.ts';
import { noBytes } from '../bytes.ts';
import { signContent } from '../framing/content-signature.ts';
import { freshKeyPair } from '../key-package/key-package.ts';
import { MlsError } from '../mls-error.ts';
import { signLeafNode } from '../tree/leaf-node.ts';
import type { AuthenticatedContent, Content } from '../wire/framed-content.ts';
import { createFramedContent } from '../wire/framed-content.ts';
import type { LeafNodeContent } from '../wire/leaf-node.ts';
import type { Proposal } from '../wire/proposal.ts';
import { requireLeaf } from './apply-proposals.ts';
import { refuseGrease } from './group-extensions.ts';
import type { LeafChange } from './create-commit.ts';
import { takeNext } from '../secret-tree/take-key.ts';
import type { SecretChange } from '../secret-tree/secret-tree.ts';
import { messageTransition as secretsTransition } from '../storage/changes.ts';
import { protectMessage, requireOpen } from './protect-message.ts';
import { keepProposal, proposalRef, validateProposal } from './receive-proposal.ts';
import type { GroupState, OwnLeafKeys, Transition } from './state.ts';

export interface EncryptInput {
  /** Sent along, authenticated and not encrypted. */
  readonly authenticatedData?: Uint8Array;
  /** Pads what is encrypted to at least so many bytes (RFC 9420 §15.1). */
  readonly paddedBytes?: number;
}

export interface ProposeInput {
  readonly authenticatedData?: Uint8Array;
  /** Default `private_message`. */
  readonly wireFormat?: AuthenticatedContent['wireFormat'];
  /** The present, for the lifetime of one who is to be added. Seconds since 1970. */
  readonly nowSeconds: number;
}

/** What was made, as an MLSMessage; the state is to be stored before it is sent. */
export interface Sent extends Transition {
  readonly message: Uint8Array;
}

/**
 * Application data for the group (RFC 9420 §15).
 *
 * @throws MLS_PROPOSALS_PENDING: what waits has to be committed first (§12.4); MLS_GROUP_CLOSED
 */
export async function encryptApplication(
  state: GroupState,
  applicationData: Uint8Array,
  input: EncryptInput,
): Promise<Sent> {
  requireOpen(state);
  if (state.proposals.size > 0) {
    throw new MlsError('MLS_PROPOSALS_PENDING', 'Proposals wait that have to be committed first.');
  }
  const content: Content = { contentType: 'application', applicationData };
  const authenticated = await sign(state, content, 'private_message', input.authenticatedData);
  return protectMessage(state, authenticated, input.paddedBytes);
}

/**
 * Leaves out the next generations of this member's own application ratchet: for a member who may have used them in a state that it has
 * lost. Receivers pass over them as over messages that did not come, so `count` is to stay below what they allow
 * (`maxForwardGenerations`). @throws MLS_RATCHET_ENDED
 */
export async function skipGenerations(state: GroupState, count: number): Promise<Transition> {
  const { suite, keys } = state;
  let { secretTree } = state;
  const changes = new Map<string, SecretChange>();
  const spent: Uint8Array[] = [];
  for (let passed = 0; passed < count; passed += 1) {
    const taken = await takeNext(suite, secretTree, keys.leafIndex, 'application');
    ({ secretTree } = taken);
    for (const change of taken.changes) changes.set(change.name, change);
    spent.push(...taken.spent, taken.messageKey.key, taken.messageKey.nonce);
  }
  const all = { secretTree, changes: [...changes.values()], spent };
  return count > 0 ? secretsTransition(state, all) : { state, changes: [], spent: [] };
}

/** Sends a proposal, and keeps it (RFC 9420 §12.1). @throws a code for each rule of §12.1 */
export async function propose(
  engine: Engine,
  state: GroupState,
  proposal: Proposal,
  input: ProposeInput,
): Promise<Sent & { readonly reference: Uint8Array }> {
  return proposeWithKeys(engine, state, proposal, input, undefined);
}

/** Proposes a new leaf for this member, with fresh keys, for another one to commit (RFC 9420 §12.1.2). */
export async function proposeUpdate(
  engine: Engine,
  state: GroupState,
  change: LeafChange,
  input: ProposeInput,
): Promise<Sent & { readonly reference: Uint8Array }> {
  const { suite, context, keys } = state;
  const leaf = requireLeaf(state.tree, keys.leafIndex);
  const pair = await freshKeyPair(suite);
  const signaturePrivateKey = change.signaturePrivateKey ?? state.signaturePrivateKey;
  const content: LeafNodeContent = {
    encryptionKey: pair.publicKey,
    signatureKey: await suite.signaturePublicKey(signaturePrivateKey),
    credential: change.credential ?? leaf.credential,
    capabilities: change.capabilities ?? leaf.capabilities,
    source: { kind: 'update' },
    extensions: change.extensions ?? leaf.extensions,
  };
  const { groupId } = context;
  const leafNode = await signLeafNode(suite, content, signaturePrivateKey, groupId, keys.leafIndex);
  const ownKeys = { encryptionPrivateKey: pair.privateKey, signaturePrivateKey };
  return proposeWithKeys(engine, state, { proposalType: 'update', leafNode }, input, ownKeys);
}

async function proposeWithKeys(
  engine: Engine,
  state: GroupState,
  proposal: Proposal,
  input: ProposeInput,
  ownKeys: OwnLeafKeys | undefined,
): Promise<Sent & { readonly reference: Uint8Array }> {
  requireOpen(state);
  refuseGrease(proposal);
  if (proposal.proposalType === 'update' && ownKeys === undefined) {
    throw new MlsError(
      'MLS_INPUT',
      'An Update is proposed by proposeUpdate, which makes its keys.',
    );
  }
  const { wireFormat = 'private_message' } = input;
  const content: Content = { contentType: 'proposal', proposal };
  const authenticated = await sign(state, content, wireFormat, input.authenticatedData);
  const { sender } = authenticated.content;
  await validateProposal(engine, state, sender, proposal, input.nowSeconds);
  const { message, ...sent } = await protectMessage(state, authenticated);
  const reference = await proposalRef(state, authenticated);
  const kept = keepProposal(engine, sent, { sender, proposal, reference, ownKeys });
  return { ...kept, message, reference };
}

async function sign(
  state: GroupState,
  content: Content,
  wireFormat: AuthenticatedContent['wireFormat'],
  authenticatedData: Uint8Array = noBytes,
): Promise<AuthenticatedContent> {
  const { suite, context, keys } = state;
  const framed = createFramedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { senderType: 'member', leafIndex: keys.leafIndex },
    authenticatedData,
    content,
  });
  const { encodedContext, signaturePrivateKey } = state;
  const signature = await signContent(
    suite,
    wireFormat,
    framed,
    encodedContext,
    signaturePrivateKey,
  );
  return { wireFormat, content: framed, auth: { signature, confirmationTag: undefined } };
}
