import { MlsError } from '../mls-error.ts';
import type { ContentType, FramedContent, FramedContentAuthData } from './framed-content.ts';
import {
  contentTypes,
  readAuthData,
  readContentType,
  readFramedContent,
  wireFormats,
  writeAuthData,
} from './framed-content.ts';
import type { GroupInfo } from './group-info.ts';
import { readGroupInfo, writeGroupInfo } from './group-info.ts';
import type { KeyPackage } from './key-package.ts';
import { readKeyPackage } from './key-package.ts';
import { Reader } from './reader.ts';
import type { Welcome } from './welcome.ts';
import { readWelcome, writeWelcome } from './welcome.ts';
import { vectorBytes, Writer } from './writer.ts';

/** RFC 9420 §6. The one version there is, `mls10`, is checked and not repeated. */
export type MlsMessage =
  | { readonly wireFormat: 'public_message'; readonly publicMessage: PublicMessage }
  | { readonly wireFormat: 'private_message'; readonly privateMessage: PrivateMessage }
  | { readonly wireFormat: 'welcome'; readonly welcome: Welcome }
  | { readonly wireFormat: 'group_info'; readonly groupInfo: GroupInfo }
  | { readonly wireFormat: 'key_package'; readonly keyPackage: KeyPackage };

/** RFC 9420 §6.2. A member's message has a membership tag, nobody else's has. */
export interface PublicMessage {
  readonly content: FramedContent;
  readonly auth: FramedContentAuthData;
  readonly membershipTag: Uint8Array | undefined;
}

/** RFC 9420 §6.3. */
export interface PrivateMessage {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly contentType: ContentType;
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** ProtocolVersion `mls10`. */
export const mls10 = 1;

/**
 * Reads an MLSMessage that fills `bytes` whole. The value holds a copy of `bytes`, which the caller may use again.
 *
 * @throws MLS_TOO_LONG above `maxBytes`; MLS_VERSION; MLS_MALFORMED, MLS_LENGTH_NOT_MINIMAL and what the parts throw
 */
export function parseMessage(bytes: Uint8Array, maxBytes: number): MlsMessage {
  if (bytes.length > maxBytes)
    throw new MlsError('MLS_TOO_LONG', 'A message is longer than allowed.');
  const reader = new Reader(bytes.slice());
  if (reader.u16() !== mls10)
    throw new MlsError('MLS_VERSION', 'A message is of an unknown version of MLS.');
  const message = readBody(reader);
  reader.close();
  return message;
}

function readBody(reader: Reader): MlsMessage {
  switch (reader.u16()) {
    case wireFormats.public_message:
      return { wireFormat: 'public_message', publicMessage: readPublicMessage(reader) };
    case wireFormats.private_message:
      return { wireFormat: 'private_message', privateMessage: readPrivateMessage(reader) };
    case wireFormats.welcome:
      return { wireFormat: 'welcome', welcome: readWelcome(reader) };
    case wireFormats.group_info:
      return { wireFormat: 'group_info', groupInfo: readGroupInfo(reader) };
    case wireFormats.key_package:
      return { wireFormat: 'key_package', keyPackage: readKeyPackage(reader) };
    default:
      throw new MlsError('MLS_MALFORMED', 'A message is of an unknown wire format.');
  }
}

export function encodeMessage(message: MlsMessage): Uint8Array {
  const writer = new Writer(expectedBytes(message)).u16(mls10).u16(wireFormats[message.wireFormat]);
  switch (message.wireFormat) {
    case 'public_message':
      writePublicMessage(writer, message.publicMessage);
      break;
    case 'private_message':
      writePrivateMessage(writer, message.privateMessage);
      break;
    case 'welcome':
      writeWelcome(writer, message.welcome);
      break;
    case 'group_info':
      writeGroupInfo(writer, message.groupInfo);
      break;
    case 'key_package':
      writer.fixed(message.keyPackage.encoded);
  }
  return writer.finish();
}

/** Exact for a PrivateMessage, which is what most messages are. */
function expectedBytes(message: MlsMessage): number {
  if (message.wireFormat !== 'private_message') return 1024;
  const { groupId, authenticatedData, encryptedSenderData, ciphertext } = message.privateMessage;
  let bytes = 13;
  for (const { length } of [groupId, authenticatedData, encryptedSenderData, ciphertext]) {
    bytes += vectorBytes(length);
  }
  return bytes;
}

/** @throws MLS_APPLICATION_IN_PUBLIC (RFC 9420 §6.2) */
function readPublicMessage(reader: Reader): PublicMessage {
  const content = readFramedContent(reader);
  if (content.content.contentType === 'application') {
    throw new MlsError('MLS_APPLICATION_IN_PUBLIC', 'Application data came without encryption.');
  }
  const auth = readAuthData(reader, content.content.contentType);
  const membershipTag = content.sender.senderType === 'member' ? reader.opaque() : undefined;
  return { content, auth, membershipTag };
}

function writePublicMessage(writer: Writer, message: PublicMessage): void {
  writer.fixed(message.content.encoded);
  writeAuthData(writer, message.auth);
  if (message.membershipTag !== undefined) writer.opaque(message.membershipTag);
}

function readPrivateMessage(reader: Reader): PrivateMessage {
  return {
    groupId: reader.opaque(),
    epoch: reader.u64(),
    contentType: readContentType(reader),
    authenticatedData: reader.opaque(),
    encryptedSenderData: reader.opaque(),
    ciphertext: reader.opaque(),
  };
}

function writePrivateMessage(writer: Writer, message: PrivateMessage): void {
  writer.opaque(message.groupId).u64(message.epoch).u8(contentTypes[message.contentType]);
  writer.opaque(message.authenticatedData);
  writer.opaque(message.encryptedSenderData).opaque(message.ciphertext);
}
