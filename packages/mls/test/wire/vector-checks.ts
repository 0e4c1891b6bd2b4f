import { expect } from 'vitest';
import { MlsError } from '../../src/mls-error.ts';
import { readCommit, writeCommit } from '../../src/wire/commit.ts';
import {
  createFramedContent,
  readAuthData,
  readFramedContent,
  writeAuthData,
} from '../../src/wire/framed-content.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { proposalTypes, readProposal, writeProposal } from '../../src/wire/proposal.ts';
import type { ProposalType } from '../../src/wire/proposal.ts';
import { readRatchetTree, writeRatchetTree } from '../../src/wire/ratchet-tree.ts';
import { Reader, readWhole } from '../../src/wire/reader.ts';
import { encodeGroupSecrets, readGroupSecrets } from '../../src/wire/welcome.ts';
import { Writer } from '../../src/wire/writer.ts';
import type { Hex } from '../vectors.ts';
import { fromHex, toHex } from '../vectors.ts';

export type MessagesVector = Readonly<Record<string, Hex>>;

const proposals: Readonly<Record<string, ProposalType>> = {
  add_proposal: 'add',
  update_proposal: 'update',
  remove_proposal: 'remove',
  pre_shared_key_proposal: 'psk',
  re_init_proposal: 'reinit',
  external_init_proposal: 'external_init',
  group_context_extensions_proposal: 'group_context_extensions',
};

/** Every structure that the vector has, read and written again. */
export function checkMessages(vector: MessagesVector): void {
  for (const [field, hex] of Object.entries(vector)) {
    expect(`${field} ${toHex(readAndWrite(field, fromHex(hex)))}`).toBe(`${field} ${hex}`);
  }
}

function readAndWrite(field: string, bytes: Uint8Array): Uint8Array {
  const proposalType = proposals[field];
  if (proposalType !== undefined) return proposalAgain(proposalTypes[proposalType], bytes);
  const writer = new Writer();
  switch (field) {
    case 'mls_welcome':
    case 'mls_group_info':
    case 'mls_key_package':
    case 'public_message_proposal':
    case 'public_message_commit':
    case 'private_message':
      return encodeMessage(parseMessage(bytes, bytes.length));
    case 'ratchet_tree':
      writeRatchetTree(writer, readWhole(bytes, readRatchetTree));
      return writer.finish();
    case 'group_secrets':
      return encodeGroupSecrets(readWhole(bytes, readGroupSecrets));
    case 'commit':
      writeCommit(writer, readWhole(bytes, readCommit));
      return writer.finish();
    case 'public_message_application':
      return applicationAgain(bytes);
    default:
      throw new Error('The vector has a field that is not known.');
  }
}

/** The vectors have proposals without the type before them. */
function proposalAgain(proposalType: number, bytes: Uint8Array): Uint8Array {
  const typed = new Writer().u16(proposalType).fixed(bytes).finish();
  const writer = new Writer();
  writeProposal(writer, readWhole(typed, readProposal));
  return writer.finish().subarray(2);
}

/** Application data in the clear, which RFC 9420 §6 forbids: refused as a message, its parts read and written again. */
function applicationAgain(bytes: Uint8Array): Uint8Array {
  expect(() => parseMessage(bytes, bytes.length)).toThrow(MlsError);
  const reader = new Reader(bytes);
  const writer = new Writer().u16(reader.u16()).u16(reader.u16());
  const content = readFramedContent(reader);
  writer.fixed(createFramedContent(content).encoded);
  writeAuthData(writer, readAuthData(reader, content.content.contentType));
  if (content.sender.senderType === 'member') writer.opaque(reader.opaque());
  reader.close();
  return writer.finish();
}

export interface DeserializationVector {
  readonly vlbytes_header: Hex;
  readonly length: number;
}

export function checkVectorHeader(vector: DeserializationVector): void {
  const header = fromHex(vector.vlbytes_header);
  expect(readWhole(header, (reader) => reader.varint())).toBe(vector.length);
  expect(toHex(new Writer().varint(vector.length).finish())).toBe(vector.vlbytes_header);
}
