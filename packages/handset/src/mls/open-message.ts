import type { CiphersuiteImpl, ClientState, PrivateMessage } from 'ts-mls';
import {
  decodePrivateMessageContent,
  decryptSenderData,
  encodePrivateContentAAD,
  toAuthenticatedContent,
} from 'ts-mls/privateMessage.js';
import { verifyFramedContentSignature } from 'ts-mls/framedContent.js';
import { ratchetToGeneration } from 'ts-mls/secretTree.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { handsetLimits } from '../limits.ts';
import { erase, sameBytes } from '../bytes.ts';
import { clientConfig } from './client-config.ts';
import { refusal, refusing } from './refusal.ts';
import { copySecretTree, eraseSecretTree } from './secret-tree.ts';
import { skipAhead } from './skip-ahead.ts';
import { parseWire } from './wire.ts';

export type OpenedMessage =
  | {
      readonly kind: 'message';
      readonly plaintext: Uint8Array;
      readonly senderLeafIndex: number;
      /** The ratchets after it; the state's own are unchanged. */
      readonly secretTree: SecretTree;
    }
  | { readonly kind: 'replayed' };

/** Encrypted: leaf index, generation, reuse guard, tag. */
const senderDataBytes = 4 + 4 + 4 + 16;

/**
 * Opens an application message of this epoch (RFC 9420 §6.3). Put together from the library's parts, because its own
 * `processMessage` neither tells who sent it, nor compares the group, nor looks where the sender's leaf is.
 * @throws MLS_REFUSED
 */
export async function openMessage(
  suite: CiphersuiteImpl,
  state: ClientState,
  bytes: Uint8Array,
): Promise<OpenedMessage> {
  const message = (await parseWire('mls_private_message', bytes, handsetLimits.maxMlsMessageBytes))
    .privateMessage;
  checkFrame(state, message);
  return refusing('A message', async () => {
    const sender = await decryptSenderData(message, state.keySchedule.senderDataSecret, suite);
    if (sender === undefined) throw refusal('A message names no sender.');
    const ratchet = ratchetOf(state, sender.leafIndex);
    if (
      sender.generation < ratchet.generation &&
      ratchet.unusedGenerations[sender.generation] === undefined
    ) {
      return { kind: 'replayed' };
    }
    const ratchets = copySecretTree(state.secretTree);
    const { key, nonce, newTree, consumed } = await ratchetToGeneration(
      await skippedTo(suite, ratchets, sender),
      sender,
      'application',
      clientConfig.keyRetentionConfig,
      suite,
    );
    try {
      const plaintext = await openContent(suite, state, message, sender.leafIndex, key, nonce);
      return { kind: 'message', plaintext, senderLeafIndex: sender.leafIndex, secretTree: newTree };
    } catch (cause) {
      eraseSecretTree(newTree);
      throw cause;
    } finally {
      erase(...consumed, key, nonce);
    }
  });
}

/** The ratchets, the sender's at the message's generation unless it is past it already. */
async function skippedTo(
  suite: CiphersuiteImpl,
  ratchets: SecretTree,
  { leafIndex, generation }: { readonly leafIndex: number; readonly generation: number },
): Promise<SecretTree> {
  const node = ratchets[2 * leafIndex];
  if (node === undefined || generation <= node.application.generation) return ratchets;
  const application = await skipAhead(suite, node.application, generation);
  return ratchets.with(2 * leafIndex, { ...node, application });
}

async function openContent(
  suite: CiphersuiteImpl,
  state: ClientState,
  message: PrivateMessage,
  leafIndex: number,
  key: Uint8Array,
  nonce: Uint8Array,
): Promise<Uint8Array> {
  const decrypted = await suite.hpke.decryptAead(
    key,
    nonce,
    encodePrivateContentAAD(message),
    message.ciphertext,
  );
  const content = decodePrivateMessageContent('application')(decrypted, 0)?.[0];
  if (content?.contentType !== 'application') throw refusal('A message has malformed content.');
  const node = state.ratchetTree[2 * leafIndex];
  if (node?.nodeType !== 'leaf') throw refusal('A message names no member as its sender.');
  const authenticated = toAuthenticatedContent(content, message, leafIndex);
  const isSigned = await verifyFramedContentSignature(
    node.leaf.signaturePublicKey,
    'mls_private_message',
    authenticated.content,
    authenticated.auth,
    state.groupContext,
    suite.signature,
  );
  if (!isSigned) throw refusal('A message has a wrong signature.');
  return content.applicationData.slice();
}

function checkFrame(state: ClientState, message: PrivateMessage): void {
  if (!sameBytes(message.groupId, state.groupContext.groupId)) {
    throw refusal('A message is of another group.');
  }
  if (message.epoch !== state.groupContext.epoch) throw refusal('A message is of another epoch.');
  if (message.contentType !== 'application') throw refusal('A message is a proposal or a commit.');
  if (
    message.authenticatedData.length > 0 ||
    message.encryptedSenderData.length !== senderDataBytes
  ) {
    throw refusal('A message has parts that it should not have.');
  }
}

// Nobody is sent their own messages: what claims to be ours was made by somebody else, or came back.
function ratchetOf(
  state: ClientState,
  leafIndex: number,
): ClientState['secretTree'][number]['application'] {
  const index = 2 * leafIndex;
  const node = state.secretTree[index];
  if (
    node === undefined ||
    state.ratchetTree[index]?.nodeType !== 'leaf' ||
    leafIndex === state.privatePath.leafIndex
  ) {
    throw refusal('A message names no other member as its sender.');
  }
  return node.application;
}
