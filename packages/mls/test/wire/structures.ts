import type { Arbitrary } from 'fast-check';
import {
  readCapabilities,
  readRequiredCapabilities,
  writeCapabilities,
  writeRequiredCapabilities,
} from '../../src/wire/capabilities.ts';
import { readCommit, readUpdatePath, writeCommit, writeUpdatePath } from '../../src/wire/commit.ts';
import { readCredential, writeCredential } from '../../src/wire/credential.ts';
import { readExtensions, writeExtensions } from '../../src/wire/extension.ts';
import { createFramedContent, readFramedContent } from '../../src/wire/framed-content.ts';
import { readGroupContext, writeGroupContext } from '../../src/wire/group-context.ts';
import { encodeGroupInfoContent, readGroupInfo } from '../../src/wire/group-info.ts';
import {
  completeKeyPackage,
  encodeKeyPackageContent,
  keyPackageContentBytes,
  readKeyPackage,
} from '../../src/wire/key-package.ts';
import {
  completeLeafNode,
  encodeLeafNodeContent,
  leafNodeContentBytes,
  readLeafNode,
} from '../../src/wire/leaf-node.ts';
import { encodeMessage, parseMessage } from '../../src/wire/message.ts';
import { readPreSharedKeyId, writePreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import { readProposal, writeProposal } from '../../src/wire/proposal.ts';
import {
  readParentNode,
  readRatchetTree,
  writeParentNode,
  writeRatchetTree,
} from '../../src/wire/ratchet-tree.ts';
import type { Reader } from '../../src/wire/reader.ts';
import { readWhole } from '../../src/wire/reader.ts';
import {
  encodeGroupSecrets,
  readGroupSecrets,
  readWelcome,
  writeWelcome,
} from '../../src/wire/welcome.ts';
import { Writer } from '../../src/wire/writer.ts';
import * as arbitraries from './arbitraries.ts';

/** One kind of structure: values of it, and both ways between a value and its bytes. */
export interface Structure<T = unknown> {
  readonly name: string;
  readonly values: Arbitrary<T>;
  /** From the fields alone: bytes that a value remembers are made anew. */
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => T;
}

function structure<T>(
  name: string,
  values: Arbitrary<T>,
  read: (reader: Reader) => T,
  encode: (value: T) => Uint8Array,
): Structure {
  return { name, values, encode, decode: (bytes) => readWhole(bytes, read) } as Structure;
}

function written<T>(write: (writer: Writer, value: T) => void): (value: T) => Uint8Array {
  return (value) => {
    // So small that it has to grow.
    const writer = new Writer(1);
    write(writer, value);
    return writer.finish();
  };
}

export const structures: readonly Structure[] = [
  structure('Credential', arbitraries.credential, readCredential, written(writeCredential)),
  structure('Capabilities', arbitraries.capabilities, readCapabilities, written(writeCapabilities)),
  structure(
    'RequiredCapabilities',
    arbitraries.requiredCapabilities,
    readRequiredCapabilities,
    written(writeRequiredCapabilities),
  ),
  structure('Extensions', arbitraries.extensions, readExtensions, written(writeExtensions)),
  structure('LeafNode', arbitraries.leafNode, readLeafNode, (leafNode) => {
    const content = encodeLeafNodeContent(leafNode);
    if (content.join() !== leafNodeContentBytes(leafNode).join())
      throw new Error('Not the content.');
    return completeLeafNode(leafNode, content, leafNode.signature).encoded;
  }),
  structure('KeyPackage', arbitraries.keyPackage, readKeyPackage, (keyPackage) => {
    const content = encodeKeyPackageContent(keyPackage);
    if (content.join() !== keyPackageContentBytes(keyPackage).join())
      throw new Error('Not the content.');
    return completeKeyPackage(keyPackage, content, keyPackage.signature).encoded;
  }),
  structure(
    'PreSharedKeyID',
    arbitraries.preSharedKeyId,
    readPreSharedKeyId,
    written(writePreSharedKeyId),
  ),
  structure('Proposal', arbitraries.proposal, readProposal, written(writeProposal)),
  structure('UpdatePath', arbitraries.updatePath, readUpdatePath, written(writeUpdatePath)),
  structure('Commit', arbitraries.commit, readCommit, written(writeCommit)),
  structure(
    'FramedContent',
    arbitraries.framedContent,
    readFramedContent,
    (framed) => createFramedContent(framed).encoded,
  ),
  structure('GroupContext', arbitraries.groupContext, readGroupContext, written(writeGroupContext)),
  structure('GroupInfo', arbitraries.groupInfo, readGroupInfo, (groupInfo) =>
    new Writer(1).fixed(encodeGroupInfoContent(groupInfo)).opaque(groupInfo.signature).finish(),
  ),
  structure('Welcome', arbitraries.welcome, readWelcome, written(writeWelcome)),
  structure('GroupSecrets', arbitraries.groupSecrets, readGroupSecrets, encodeGroupSecrets),
  structure('ParentNode', arbitraries.parentNode, readParentNode, written(writeParentNode)),
  structure('ratchet_tree', arbitraries.treeNodes, readRatchetTree, written(writeRatchetTree)),
  {
    name: 'MLSMessage',
    values: arbitraries.message,
    encode: encodeMessage,
    decode: (bytes) => parseMessage(bytes, bytes.length),
  } as Structure,
];
