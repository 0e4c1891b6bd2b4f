import { createFramedContent } from '../../src/wire/framed-content.ts';
import type { Content, FramedContent, Sender } from '../../src/wire/framed-content.ts';
import { encodeGroupInfoContent } from '../../src/wire/group-info.ts';
import { completeKeyPackage, encodeKeyPackageContent } from '../../src/wire/key-package.ts';
import type { KeyPackage } from '../../src/wire/key-package.ts';
import { completeLeafNode, encodeLeafNodeContent } from '../../src/wire/leaf-node.ts';
import type { LeafNode, LeafNodeSource } from '../../src/wire/leaf-node.ts';
import { encodeMessage } from '../../src/wire/message.ts';
import type { Proposal } from '../../src/wire/proposal.ts';

/** Well-formed structures whose keys, signatures and ciphertexts are bytes of no meaning: for what only reads. */

const filled = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

export function sampleLeaf(source: LeafNodeSource): LeafNode {
  const content = {
    encryptionKey: filled(1, 32),
    signatureKey: filled(2, 32),
    credential: { credentialType: 'basic', identity: filled(3, 100) },
    capabilities: {
      versions: [1],
      cipherSuites: [1, 0x0a0a],
      extensions: [0xf000],
      proposals: [],
      credentials: [1, 2],
    },
    source,
    extensions: [{ extensionType: 0xf000, data: filled(4, 3) }],
  } as const;
  return completeLeafNode(content, encodeLeafNodeContent(content), filled(5, 64));
}

export const published: LeafNodeSource = {
  kind: 'key_package',
  lifetime: { notBefore: 0n, notAfter: 2n ** 63n },
};

export function sampleKeyPackage(): KeyPackage {
  const content = {
    version: 1,
    cipherSuite: 1,
    initKey: filled(6, 32),
    leafNode: sampleLeaf(published),
    extensions: [{ extensionType: 0x0a0a, data: filled(7, 70) }],
  };
  return completeKeyPackage(content, encodeKeyPackageContent(content), filled(8, 64));
}

/** One proposal of each type. */
export function sampleProposals(): readonly Proposal[] {
  const nonce = filled(9, 32);
  return [
    { proposalType: 'add', keyPackage: sampleKeyPackage() },
    { proposalType: 'update', leafNode: sampleLeaf({ kind: 'update' }) },
    { proposalType: 'remove', removed: 2 },
    { proposalType: 'psk', psk: { pskType: 'external', pskId: filled(1, 5), pskNonce: nonce } },
    {
      proposalType: 'psk',
      psk: {
        pskType: 'resumption',
        usage: 'application',
        pskGroupId: filled(2, 8),
        pskEpoch: 3n,
        pskNonce: nonce,
      },
    },
    {
      proposalType: 'reinit',
      groupId: filled(3, 8),
      version: 1,
      cipherSuite: 1,
      extensions: [],
    },
    { proposalType: 'external_init', kemOutput: filled(4, 32) },
    { proposalType: 'group_context_extensions', extensions: [] },
  ];
}

const sealed = { kemOutput: filled(10, 32), ciphertext: filled(11, 48) };

function sampleContent(sender: Sender, content: Content): FramedContent {
  return createFramedContent({
    groupId: filled(12, 16),
    epoch: 7n,
    sender,
    authenticatedData: filled(13, 4),
    content,
  });
}

const auth = { signature: filled(14, 64), confirmationTag: undefined };

/** A full commit: a proposal of each type, a reference, and a path. */
export function sampleCommit(): FramedContent {
  return sampleContent(
    { senderType: 'member', leafIndex: 1 },
    {
      contentType: 'commit',
      commit: {
        proposals: [
          ...sampleProposals().map((proposal) => ({ kind: 'proposal', proposal }) as const),
          { kind: 'reference', reference: filled(15, 32) },
        ],
        path: {
          leafNode: sampleLeaf({ kind: 'commit', parentHash: filled(16, 32) }),
          nodes: [{ encryptionKey: filled(17, 32), encryptedPathSecret: [sealed, sealed] }],
        },
      },
    },
  );
}

/** An MLSMessage of each wire format, and of each kind of sender. */
export function sampleMessages(): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const [add] = sampleProposals();
  const content: Content = { contentType: 'proposal', proposal: add! };
  const groupInfo = {
    groupContext: {
      version: 1,
      cipherSuite: 1,
      groupId: filled(12, 16),
      epoch: 7n,
      treeHash: filled(18, 32),
      confirmedTranscriptHash: filled(19, 32),
      extensions: [{ extensionType: 3, data: filled(0, 3) }],
    },
    extensions: [{ extensionType: 4, data: filled(20, 33) }],
    confirmationTag: filled(21, 32),
    signer: 1,
  };
  return [
    [
      'a commit of a member',
      encodeMessage({
        wireFormat: 'public_message',
        publicMessage: {
          content: sampleCommit(),
          auth: { ...auth, confirmationTag: filled(22, 32) },
          membershipTag: filled(23, 32),
        },
      }),
    ],
    [
      'a proposal of an external sender',
      encodeMessage({
        wireFormat: 'public_message',
        publicMessage: {
          content: sampleContent({ senderType: 'external', senderIndex: 0 }, content),
          auth,
          membershipTag: undefined,
        },
      }),
    ],
    [
      'a proposal of a new member',
      encodeMessage({
        wireFormat: 'public_message',
        publicMessage: {
          content: sampleContent({ senderType: 'new_member_proposal' }, content),
          auth,
          membershipTag: undefined,
        },
      }),
    ],
    [
      'a private message',
      encodeMessage({
        wireFormat: 'private_message',
        privateMessage: {
          groupId: filled(12, 16),
          epoch: 7n,
          contentType: 'application',
          authenticatedData: filled(24, 3),
          encryptedSenderData: filled(25, 28),
          ciphertext: filled(26, 200),
        },
      }),
    ],
    [
      'a welcome',
      encodeMessage({
        wireFormat: 'welcome',
        welcome: {
          cipherSuite: 1,
          secrets: [{ newMember: filled(27, 32), encryptedGroupSecrets: sealed }],
          encryptedGroupInfo: filled(28, 100),
        },
      }),
    ],
    [
      'a group info',
      encodeMessage({
        wireFormat: 'group_info',
        groupInfo: {
          ...groupInfo,
          content: encodeGroupInfoContent(groupInfo),
          signature: filled(29, 64),
        },
      }),
    ],
    ['a key package', encodeMessage({ wireFormat: 'key_package', keyPackage: sampleKeyPackage() })],
  ];
}
