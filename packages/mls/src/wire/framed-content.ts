import { MlsError } from '../mls-error.ts';
import type { Commit } from './commit.ts';
import { readCommit, writeCommit } from './commit.ts';
import type { Proposal } from './proposal.ts';
import { readProposal, writeProposal } from './proposal.ts';
import type { Reader } from './reader.ts';
import { vectorBytes, Writer } from './writer.ts';

/** RFC 9420 §6. `encoded` is its exact bytes: what is signed, and what goes into the transcript. */
export interface FramedContent {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly sender: Sender;
  readonly authenticatedData: Uint8Array;
  readonly content: Content;
  readonly encoded: Uint8Array;
}

export type Sender =
  | { readonly senderType: 'member'; readonly leafIndex: number }
  /** An index into the group's `external_senders`. */
  | { readonly senderType: 'external'; readonly senderIndex: number }
  | { readonly senderType: 'new_member_proposal' }
  | { readonly senderType: 'new_member_commit' };

export type Content =
  | { readonly contentType: 'application'; readonly applicationData: Uint8Array }
  | { readonly contentType: 'proposal'; readonly proposal: Proposal }
  | { readonly contentType: 'commit'; readonly commit: Commit };

export type ContentType = Content['contentType'];

/** RFC 9420 §6.1: a Commit has a confirmation tag, nothing else has. */
export interface FramedContentAuthData {
  readonly signature: Uint8Array;
  readonly confirmationTag: Uint8Array | undefined;
}

/** RFC 9420 §6: content, who vouches for it, and how it travels. */
export interface AuthenticatedContent {
  readonly wireFormat: 'public_message' | 'private_message';
  readonly content: FramedContent;
  readonly auth: FramedContentAuthData;
}

export const contentTypes = { application: 1, proposal: 2, commit: 3 } as const;
export const wireFormats = {
  public_message: 1,
  private_message: 2,
  welcome: 3,
  group_info: 4,
  key_package: 5,
} as const;

const senderTypes = {
  member: 1,
  external: 2,
  new_member_proposal: 3,
  new_member_commit: 4,
} as const;

export function readContentType(reader: Reader): ContentType {
  switch (reader.u8()) {
    case contentTypes.application:
      return 'application';
    case contentTypes.proposal:
      return 'proposal';
    case contentTypes.commit:
      return 'commit';
    default:
      throw new MlsError('MLS_MALFORMED', 'Content is of an unknown type.');
  }
}

export function readContent(reader: Reader, contentType: ContentType): Content {
  switch (contentType) {
    case 'application':
      return { contentType, applicationData: reader.opaque() };
    case 'proposal':
      return { contentType, proposal: readProposal(reader) };
    case 'commit':
      return { contentType, commit: readCommit(reader) };
  }
}

export function writeContent(writer: Writer, content: Content): void {
  switch (content.contentType) {
    case 'application':
      writer.opaque(content.applicationData);
      return;
    case 'proposal':
      writeProposal(writer, content.proposal);
      return;
    case 'commit':
      writeCommit(writer, content.commit);
  }
}

export function readFramedContent(reader: Reader): FramedContent {
  const start = reader.offset;
  const groupId = reader.opaque();
  const epoch = reader.u64();
  const sender = readSender(reader);
  const authenticatedData = reader.opaque();
  const content = readContent(reader, readContentType(reader));
  return { groupId, epoch, sender, authenticatedData, content, encoded: reader.since(start) };
}

/** The fields of a FramedContent, with `encoded` made from them. */
export function createFramedContent(fields: Omit<FramedContent, 'encoded'>): FramedContent {
  const { content } = fields;
  // Exact for application data, which is what most messages are.
  const contentBytes =
    content.contentType === 'application' ? vectorBytes(content.applicationData.length) : 2048;
  const writer = new Writer(headerBytes(fields) + contentBytes);
  writeHeader(writer, fields);
  writeContent(writer, content);
  return { ...fields, encoded: writer.finish() };
}

/** The same where the content is there in its exact bytes. */
export function frameContent(
  fields: Omit<FramedContent, 'encoded'>,
  contentBytes: Uint8Array,
): FramedContent {
  const writer = new Writer(headerBytes(fields) + contentBytes.length);
  writeHeader(writer, fields);
  return { ...fields, encoded: writer.fixed(contentBytes).finish() };
}

/** What is behind the header: the exact bytes of the content. */
export function framedContentBytes(framed: FramedContent): Uint8Array {
  return framed.encoded.subarray(headerBytes(framed));
}

function headerBytes(fields: Omit<FramedContent, 'encoded'>): number {
  const { senderType } = fields.sender;
  const index = senderType === 'member' || senderType === 'external' ? 4 : 0;
  return (
    vectorBytes(fields.groupId.length) + vectorBytes(fields.authenticatedData.length) + index + 10
  );
}

function writeHeader(writer: Writer, fields: Omit<FramedContent, 'encoded'>): void {
  writer.opaque(fields.groupId).u64(fields.epoch);
  writeSender(writer, fields.sender);
  writer.opaque(fields.authenticatedData).u8(contentTypes[fields.content.contentType]);
}

export function readSender(reader: Reader): Sender {
  switch (reader.u8()) {
    case senderTypes.member:
      return { senderType: 'member', leafIndex: reader.u32() };
    case senderTypes.external:
      return { senderType: 'external', senderIndex: reader.u32() };
    case senderTypes.new_member_proposal:
      return { senderType: 'new_member_proposal' };
    case senderTypes.new_member_commit:
      return { senderType: 'new_member_commit' };
    default:
      throw new MlsError('MLS_MALFORMED', 'A sender is of an unknown type.');
  }
}

export function writeSender(writer: Writer, sender: Sender): void {
  writer.u8(senderTypes[sender.senderType]);
  if (sender.senderType === 'member') writer.u32(sender.leafIndex);
  else if (sender.senderType === 'external') writer.u32(sender.senderIndex);
}

export function readAuthData(reader: Reader, contentType: ContentType): FramedContentAuthData {
  const signature = reader.opaque();
  return { signature, confirmationTag: contentType === 'commit' ? reader.opaque() : undefined };
}

export function writeAuthData(writer: Writer, auth: FramedContentAuthData): void {
  writer.opaque(auth.signature);
  if (auth.confirmationTag !== undefined) writer.opaque(auth.confirmationTag);
}

/** RFC 9420 §6: AuthenticatedContent, as ProposalRef hashes it. */
export function encodeAuthenticatedContent(authenticated: AuthenticatedContent): Uint8Array {
  const { wireFormat, content, auth } = authenticated;
  const writer = new Writer(content.encoded.length + 256);
  writer.u16(wireFormats[wireFormat]).fixed(content.encoded);
  writeAuthData(writer, auth);
  return writer.finish();
}
