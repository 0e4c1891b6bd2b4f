import type { Engine } from '../engine.ts';
import { sameBytes } from '../bytes.ts';
import { verifyContent } from '../framing/content-signature.ts';
import { openPrivate } from '../framing/private-message.ts';
import { openPublic } from '../framing/public-message.ts';
import { MlsError } from '../mls-error.ts';
import { messageTransition, pastMessageTransition } from '../storage/changes.ts';
import type { AuthenticatedContent } from '../wire/framed-content.ts';
import type { LeafNode } from '../wire/leaf-node.ts';
import type { PrivateMessage, PublicMessage } from '../wire/message.ts';
import { parseMessage } from '../wire/message.ts';
import type { TreeNodes } from '../wire/ratchet-tree.ts';
import type { ProcessedCommit } from './process-commit.ts';
import { processCommit } from './process-commit.ts';
import type { ReceivedProposal } from './receive-proposal.ts';
import { receiveProposal } from './receive-proposal.ts';
import type { LentPsks } from './psks.ts';
import type { GroupState, PastEpoch, Transition } from './state.ts';

export interface ProcessInput {
  /** Since 1970: for the age of keys that are kept for messages out of order. */
  readonly nowSeconds: number;
  readonly psks?: LentPsks;
}

/** What a message from the group was, and what it made of the state. */
export type Processed =
  | ({ readonly kind: 'application' } & ReceivedApplication & Transition)
  | ({ readonly kind: 'proposal' } & ReceivedProposal & Transition)
  | ProcessedCommit;

export interface ReceivedApplication {
  /** The sender's leaf index and leaf in that epoch. */
  readonly sender: { readonly leafIndex: number; readonly leafNode: LeafNode };
  readonly epoch: bigint;
  readonly generation: number;
  readonly applicationData: Uint8Array;
  readonly authenticatedData: Uint8Array;
}

/**
 * Takes in a PublicMessage or PrivateMessage. What is refused leaves the state as it was, and throws a code that names the
 * rule (RFC 9420 §§6, 12).
 *
 * @throws MLS_TOO_LONG, MLS_NOT_FOR_GROUP, MLS_EPOCH_PAST, MLS_EPOCH_FUTURE, MLS_OWN_MESSAGE, MLS_SIGNATURE and many more
 */
export async function processMessage(
  engine: Engine,
  state: GroupState,
  bytes: Uint8Array,
  input: ProcessInput,
): Promise<Processed> {
  const message = parseMessage(bytes, engine.limits.maxMessageBytes);
  if (message.wireFormat === 'public_message') {
    return processPublic(engine, state, message.publicMessage, input);
  }
  if (message.wireFormat === 'private_message') {
    return processPrivate(engine, state, message.privateMessage, input);
  }
  throw new MlsError('MLS_NOT_FOR_GROUP', 'This is not a message for a group.');
}

async function processPublic(
  engine: Engine,
  state: GroupState,
  message: PublicMessage,
  input: ProcessInput,
): Promise<Processed> {
  const { content } = message;
  requireGroup(state, content.groupId);
  requireCurrent(state, content.epoch);
  const authenticated = await openPublic(state.suite, message, {
    membershipKey: state.secrets.membershipKey,
    encodedContext: state.encodedContext,
  });
  const { sender } = content;
  if (sender.senderType === 'member' && sender.leafIndex === state.keys.leafIndex) {
    await requireOwnSignature(state, authenticated);
    throw new MlsError('MLS_OWN_MESSAGE', 'A message is of this member itself.');
  }
  return processHandshake(engine, { state, changes: [], spent: [] }, authenticated, input);
}

/** What names this member as its sender and is not its own is a forgery, and not something that it forgot. */
async function requireOwnSignature(
  { suite, tree, encodedContext, keys }: GroupState,
  authenticated: AuthenticatedContent,
): Promise<void> {
  const { signatureKey } = tree.nodes[2 * keys.leafIndex] as LeafNode;
  if (!(await verifyContent(suite, authenticated, encodedContext, signatureKey)))
    throw new MlsError('MLS_SIGNATURE', 'The signature of a message is not valid.');
}

async function processPrivate(
  engine: Engine,
  state: GroupState,
  message: PrivateMessage,
  input: ProcessInput,
): Promise<Processed> {
  requireGroup(state, message.groupId);
  if (message.epoch < state.context.epoch) return processLate(engine, state, message, input);
  requireCurrent(state, message.epoch);
  const { suite, secrets, secretTree } = state;
  const opened = await openPrivate(suite, message, {
    secretTree,
    senderDataSecret: secrets.senderDataSecret,
    limits: engine.limits,
    nowSeconds: input.nowSeconds,
    ownLeafIndex: state.keys.leafIndex,
    leafExists: (leafIndex) => state.tree.nodes[2 * leafIndex] !== undefined,
  });
  const { authenticated, generation } = opened;
  const transition = messageTransition(state, opened.taken);
  if (authenticated.content.content.contentType !== 'application') {
    return processHandshake(engine, transition, authenticated, input);
  }
  const received = await receiveApplication(state, state.tree.nodes, state, authenticated);
  return { kind: 'application', ...received, generation, ...transition };
}

/** An application message of an epoch that is over (RFC 9420 §15.3). */
async function processLate(
  engine: Engine,
  state: GroupState,
  message: PrivateMessage,
  input: ProcessInput,
): Promise<Processed> {
  const past = state.past.find(({ epoch }) => epoch === message.epoch);
  if (past === undefined || message.contentType !== 'application') {
    throw new MlsError('MLS_EPOCH_PAST', 'A message is of an epoch that is over.');
  }
  const opened = await openPrivate(state.suite, message, {
    secretTree: past.secretTree,
    senderDataSecret: past.senderDataSecret,
    limits: engine.limits,
    nowSeconds: input.nowSeconds,
    ownLeafIndex: past.ownLeafIndex,
    leafExists: (leafIndex) => past.nodes[2 * leafIndex] !== undefined,
  });
  const received = await receiveApplication(state, past.nodes, past, opened.authenticated);
  const { generation } = opened;
  const transition = pastMessageTransition(state, past, opened.taken);
  return { kind: 'application', ...received, generation, ...transition };
}

async function receiveApplication(
  { suite }: GroupState,
  nodes: TreeNodes,
  { encodedContext }: Pick<PastEpoch, 'encodedContext'>,
  authenticated: AuthenticatedContent,
): Promise<Omit<ReceivedApplication, 'generation'>> {
  const { sender, content, authenticatedData, epoch } = authenticated.content;
  if (sender.senderType !== 'member' || content.contentType !== 'application') {
    throw new MlsError('MLS_SENDER_CONTENT', 'A sender of this type may not send this content.');
  }
  const { leafIndex } = sender;
  const leafNode = nodes[2 * leafIndex] as LeafNode;
  if (!(await verifyContent(suite, authenticated, encodedContext, leafNode.signatureKey))) {
    throw new MlsError('MLS_SIGNATURE', 'The signature of a message is not valid.');
  }
  const { applicationData } = content;
  return { sender: { leafIndex, leafNode }, epoch, applicationData, authenticatedData };
}

/** `transition` is what taking the message's own key from its ratchet makes of the state. */
async function processHandshake(
  engine: Engine,
  transition: Transition,
  authenticated: AuthenticatedContent,
  input: ProcessInput,
): Promise<Processed> {
  const { content } = authenticated.content;
  if (content.contentType === 'proposal') {
    return receiveProposal(engine, transition, authenticated, content.proposal);
  }
  if (content.contentType === 'commit') {
    return processCommit(engine, transition, authenticated, content.commit, input.psks ?? {});
  }
  throw new MlsError('MLS_APPLICATION_IN_PUBLIC', 'Application data came without encryption.');
}

function requireGroup(state: GroupState, groupId: Uint8Array): void {
  if (!sameBytes(groupId, state.context.groupId)) {
    throw new MlsError('MLS_NOT_FOR_GROUP', 'A message is for another group.');
  }
}

function requireCurrent(state: GroupState, epoch: bigint): void {
  if (epoch < state.context.epoch) {
    throw new MlsError('MLS_EPOCH_PAST', 'A message is of an epoch that is over.');
  }
  if (epoch > state.context.epoch) {
    throw new MlsError(
      'MLS_EPOCH_FUTURE',
      'A message is of an epoch that this member is not in yet.',
    );
  }
}
