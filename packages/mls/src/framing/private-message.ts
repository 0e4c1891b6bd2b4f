import { MlsError } from '../mls-error.ts';
import type { RatchetLimits } from '../secret-tree/ratchet.ts';
import type { RatchetKind, SecretTree, Taken } from '../secret-tree/secret-tree.ts';
import { takeAt, takeNext } from '../secret-tree/take-key.ts';
import type { Suite } from '../suite/suite.ts';
import type {
  AuthenticatedContent,
  ContentType,
  FramedContent,
  Sender,
} from '../wire/framed-content.ts';
import {
  contentTypes,
  frameContent,
  framedContentBytes,
  readAuthData,
  readContent,
  writeAuthData,
} from '../wire/framed-content.ts';
import type { PrivateMessage } from '../wire/message.ts';
import { Reader } from '../wire/reader.ts';
import { vectorBytes, Writer } from '../wire/writer.ts';
import { guardNonce, openSenderData, reuseGuardBytes, sealSenderData } from './sender-data.ts';

export interface SealInput {
  /** Content of this member, signed as `private_message`. */
  readonly authenticated: AuthenticatedContent;
  readonly secretTree: SecretTree;
  readonly senderDataSecret: Uint8Array;
  /** What is sealed is made at least this long, with zeros behind it; as it is by default. */
  readonly paddedBytes?: number;
}

export interface SealedMessage {
  readonly message: PrivateMessage;
  readonly taken: Taken;
}

export interface OpenInput {
  readonly secretTree: SecretTree;
  readonly senderDataSecret: Uint8Array;
  readonly limits: RatchetLimits;
  /** Since 1970. */
  readonly nowSeconds: number;
  readonly ownLeafIndex: number;
  /** Whether there is a member at that leaf, for any number. */
  readonly leafExists: (leafIndex: number) => boolean;
}

export interface OpenedMessage {
  /** Its signature is not verified yet. */
  readonly authenticated: AuthenticatedContent;
  readonly generation: number;
  readonly taken: Taken;
}

/**
 * RFC 9420 §6.3, with the next generation of the sender's ratchet and a fresh reuse guard. `taken` has to be stored before
 * the message goes out.
 *
 * @throws MLS_SENDER_CONTENT for content that is not a member's, MLS_INPUT for content that was signed for the other wire
 *   format, MLS_RATCHET_ENDED
 */
export async function sealPrivate(suite: Suite, input: SealInput): Promise<SealedMessage> {
  const { wireFormat, content } = input.authenticated;
  if (wireFormat !== 'private_message') {
    throw new MlsError('MLS_INPUT', 'Content was signed for another wire format.');
  }
  if (content.sender.senderType !== 'member') {
    throw new MlsError('MLS_SENDER_CONTENT', 'Only a member seals messages for the group.');
  }
  const { leafIndex } = content.sender;
  const { contentType } = content.content;
  const taken = await takeNext(suite, input.secretTree, leafIndex, ratchetOf(contentType));
  const { generation, key, nonce } = taken.messageKey;
  const reuseGuard = suite.random(reuseGuardBytes);
  const { groupId, epoch, authenticatedData } = content;
  const ciphertext = await suite.aeadSeal(
    key,
    guardNonce(nonce, reuseGuard),
    encodeAssociatedData(content, contentType, authenticatedData),
    encodePrivateContent(input.authenticated, input.paddedBytes ?? 0),
  );
  const encryptedSenderData = await sealSenderData(
    suite,
    input.senderDataSecret,
    { leafIndex, generation, reuseGuard },
    encodeAssociatedData(content, contentType, undefined),
    ciphertext,
  );
  return {
    message: { groupId, epoch, contentType, authenticatedData, encryptedSenderData, ciphertext },
    taken,
  };
}

/**
 * RFC 9420 §6.3: the content of a message for this group and epoch, which the caller has checked. Nothing is consumed until
 * the caller takes `taken` over, after it verified the signature.
 *
 * @throws MLS_SENDER_DATA; MLS_SENDER_BLANK; MLS_OWN_MESSAGE: its key is gone since it was sent; MLS_KEY_CONSUMED;
 *   MLS_GENERATION_TOO_FAR; MLS_NOT_DECRYPTED; MLS_PADDING; MLS_MALFORMED and what reading the content throws
 */
export async function openPrivate(
  suite: Suite,
  message: PrivateMessage,
  input: OpenInput,
): Promise<OpenedMessage> {
  const { contentType, ciphertext } = message;
  const { leafIndex, generation, reuseGuard } = await openSenderData(
    suite,
    input.senderDataSecret,
    message.encryptedSenderData,
    encodeAssociatedData(message, contentType, undefined),
    ciphertext,
  );
  if (leafIndex >= input.secretTree.leafCount || !input.leafExists(leafIndex)) {
    throw new MlsError('MLS_SENDER_BLANK', 'A message is of a leaf where nobody is.');
  }
  if (leafIndex === input.ownLeafIndex) {
    throw new MlsError('MLS_OWN_MESSAGE', 'A message is of this member itself.');
  }
  const kind = ratchetOf(contentType);
  const taken = await takeAt(suite, input.secretTree, leafIndex, kind, generation, input);
  const { key, nonce } = taken.messageKey;
  const plaintext = await suite.aeadOpen(
    key,
    guardNonce(nonce, reuseGuard),
    encodeAssociatedData(message, contentType, message.authenticatedData),
    ciphertext,
  );
  if (plaintext === undefined) {
    throw new MlsError('MLS_NOT_DECRYPTED', 'A message does not open.');
  }
  const sender: Sender = { senderType: 'member', leafIndex };
  return { authenticated: readPrivateContent(message, sender, plaintext), generation, taken };
}

function ratchetOf(contentType: ContentType): RatchetKind {
  return contentType === 'application' ? 'application' : 'handshake';
}

type Header = Pick<FramedContent, 'groupId' | 'epoch'>;

/** SenderDataAAD; with `authenticatedData` behind it, PrivateContentAAD. */
function encodeAssociatedData(
  { groupId, epoch }: Header,
  contentType: ContentType,
  authenticatedData: Uint8Array | undefined,
): Uint8Array {
  const room = authenticatedData === undefined ? 0 : vectorBytes(authenticatedData.length);
  const writer = new Writer(vectorBytes(groupId.length) + 9 + room);
  writer.opaque(groupId).u64(epoch).u8(contentTypes[contentType]);
  if (authenticatedData !== undefined) writer.opaque(authenticatedData);
  return writer.finish();
}

/** PrivateMessageContent. */
function encodePrivateContent(
  { content, auth }: AuthenticatedContent,
  paddedBytes: number,
): Uint8Array {
  const { signature, confirmationTag } = auth;
  const contentBytes = framedContentBytes(content);
  let room = contentBytes.length + vectorBytes(signature.length);
  if (confirmationTag !== undefined) room += vectorBytes(confirmationTag.length);
  const writer = new Writer(Math.max(room, paddedBytes));
  writeAuthData(writer.fixed(contentBytes), auth);
  return writer.zeros(paddedBytes - writer.length).finish();
}

function readPrivateContent(
  message: PrivateMessage,
  sender: Sender,
  plaintext: Uint8Array,
): AuthenticatedContent {
  const { groupId, epoch, authenticatedData, contentType } = message;
  const reader = new Reader(plaintext);
  const content = readContent(reader, contentType);
  const contentBytes = reader.since(0);
  const auth = readAuthData(reader, contentType);
  for (let index = reader.offset; index < plaintext.length; index += 1) {
    if (plaintext[index] !== 0) {
      throw new MlsError('MLS_PADDING', 'The padding of a message is not all zeros.');
    }
  }
  const fields = { groupId, epoch, sender, authenticatedData, content };
  return { wireFormat: 'private_message', content: frameContent(fields, contentBytes), auth };
}
