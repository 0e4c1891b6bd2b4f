import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Capabilities, RequiredCapabilities } from '../../src/wire/capabilities.ts';
import type { Commit, HpkeCiphertext, UpdatePath } from '../../src/wire/commit.ts';
import type { Credential } from '../../src/wire/credential.ts';
import type { Extension } from '../../src/wire/extension.ts';
import type { Content, FramedContent, Sender } from '../../src/wire/framed-content.ts';
import { createFramedContent } from '../../src/wire/framed-content.ts';
import type { GroupContext } from '../../src/wire/group-context.ts';
import type { GroupInfo } from '../../src/wire/group-info.ts';
import { encodeGroupInfoContent } from '../../src/wire/group-info.ts';
import type { KeyPackage } from '../../src/wire/key-package.ts';
import { completeKeyPackage, encodeKeyPackageContent } from '../../src/wire/key-package.ts';
import type { LeafNode, LeafNodeSource } from '../../src/wire/leaf-node.ts';
import { completeLeafNode, encodeLeafNodeContent } from '../../src/wire/leaf-node.ts';
import type { MlsMessage, PrivateMessage, PublicMessage } from '../../src/wire/message.ts';
import type { PreSharedKeyId } from '../../src/wire/pre-shared-key.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import type { ParentNode, TreeNodes } from '../../src/wire/ratchet-tree.ts';
import type { GroupSecrets, Welcome } from '../../src/wire/welcome.ts';

/** Values of every structure of RFC 9420 that `src/wire` reads and writes, well-formed and without a meaning. */

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Lengths on both sides of the first step of a length's encoding; none may be long, for the sake of speed. */
const bytes: Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 60, maxLength: 70 }),
);
const few = <T>(item: Arbitrary<T>): Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const maybe = <T>(item: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.option(item, { nil: undefined });
const kind = <const T extends string>(name: T): Arbitrary<T> => fc.constant(name);

export const extensions: Arbitrary<Extension[]> = fc.uniqueArray(
  fc.record({ extensionType: u16, data: bytes }),
  { maxLength: 3, selector: (extension) => extension.extensionType },
);

export const credential: Arbitrary<Credential> = fc.oneof(
  fc.record({ credentialType: kind('basic'), identity: bytes }),
  fc.record({ credentialType: kind('x509'), certificates: few(bytes) }),
);

export const capabilities: Arbitrary<Capabilities> = fc.record({
  versions: few(u16),
  cipherSuites: few(u16),
  extensions: few(u16),
  proposals: few(u16),
  credentials: few(u16),
});

export const requiredCapabilities: Arbitrary<RequiredCapabilities> = fc.record({
  extensionTypes: few(u16),
  proposalTypes: few(u16),
  credentialTypes: few(u16),
});

const leafNodeSource: Arbitrary<LeafNodeSource> = fc.oneof(
  fc.record({
    kind: kind('key_package'),
    lifetime: fc.record({ notBefore: u64, notAfter: u64 }),
  }),
  fc.record({ kind: kind('update') }),
  fc.record({ kind: kind('commit'), parentHash: bytes }),
);

export const leafNode: Arbitrary<LeafNode> = fc
  .record({
    content: fc.record({
      encryptionKey: bytes,
      signatureKey: bytes,
      credential,
      capabilities,
      source: leafNodeSource,
      extensions,
    }),
    signature: bytes,
  })
  .map(({ content, signature }) =>
    completeLeafNode(content, encodeLeafNodeContent(content), signature),
  );

export const keyPackage: Arbitrary<KeyPackage> = fc
  .record({
    content: fc.record({ version: u16, cipherSuite: u16, initKey: bytes, leafNode, extensions }),
    signature: bytes,
  })
  .map(({ content, signature }) =>
    completeKeyPackage(content, encodeKeyPackageContent(content), signature),
  );

export const preSharedKeyId: Arbitrary<PreSharedKeyId> = fc.oneof(
  fc.record({ pskType: kind('external'), pskId: bytes, pskNonce: bytes }),
  fc.record({
    pskType: kind('resumption'),
    usage: fc.constantFrom('application', 'reinit', 'branch'),
    pskGroupId: bytes,
    pskEpoch: u64,
    pskNonce: bytes,
  }),
);

export const proposal: Arbitrary<Proposal> = fc.oneof(
  fc.record({ proposalType: kind('add'), keyPackage }),
  fc.record({ proposalType: kind('update'), leafNode }),
  fc.record({ proposalType: kind('remove'), removed: u32 }),
  fc.record({ proposalType: kind('psk'), psk: preSharedKeyId }),
  fc.record({
    proposalType: kind('reinit'),
    groupId: bytes,
    version: u16,
    cipherSuite: u16,
    extensions,
  }),
  fc.record({ proposalType: kind('external_init'), kemOutput: bytes }),
  fc.record({ proposalType: kind('group_context_extensions'), extensions }),
  fc.record({ proposalType: kind('app_ephemeral'), componentId: u16, data: bytes }),
);

const hpkeCiphertext: Arbitrary<HpkeCiphertext> = fc.record({
  kemOutput: bytes,
  ciphertext: bytes,
});

export const updatePath: Arbitrary<UpdatePath> = fc.record({
  leafNode,
  nodes: few(fc.record({ encryptionKey: bytes, encryptedPathSecret: few(hpkeCiphertext) })),
});

export const commit: Arbitrary<Commit> = fc.record({
  proposals: few(
    fc.oneof(
      fc.record({ kind: kind('proposal'), proposal }),
      fc.record({ kind: kind('reference'), reference: bytes }),
    ),
  ),
  path: maybe(updatePath),
});

export const sender: Arbitrary<Sender> = fc.oneof(
  fc.record({ senderType: kind('member'), leafIndex: u32 }),
  fc.record({ senderType: kind('external'), senderIndex: u32 }),
  fc.record({ senderType: kind('new_member_proposal') }),
  fc.record({ senderType: kind('new_member_commit') }),
);

const handshake: Arbitrary<Content> = fc.oneof(
  fc.record({ contentType: kind('proposal'), proposal }),
  fc.record({ contentType: kind('commit'), commit }),
);

export const content: Arbitrary<Content> = fc.oneof(
  fc.record({ contentType: kind('application'), applicationData: bytes }),
  handshake,
);

function framed(inside: Arbitrary<Content>): Arbitrary<FramedContent> {
  const fields = { groupId: bytes, epoch: u64, sender, authenticatedData: bytes, content: inside };
  return fc.record(fields).map(createFramedContent);
}

export const framedContent: Arbitrary<FramedContent> = framed(content);

export const publicMessage: Arbitrary<PublicMessage> = fc
  .record({ content: framed(handshake), signature: bytes, tag: bytes, membershipTag: bytes })
  .map(({ content: inside, signature, tag, membershipTag }) => ({
    content: inside,
    auth: {
      signature,
      confirmationTag: inside.content.contentType === 'commit' ? tag : undefined,
    },
    membershipTag: inside.sender.senderType === 'member' ? membershipTag : undefined,
  }));

export const privateMessage: Arbitrary<PrivateMessage> = fc.record({
  groupId: bytes,
  epoch: u64,
  contentType: fc.constantFrom('application', 'proposal', 'commit'),
  authenticatedData: bytes,
  encryptedSenderData: bytes,
  ciphertext: bytes,
});

export const groupContext: Arbitrary<GroupContext> = fc.record({
  version: u16,
  cipherSuite: u16,
  groupId: bytes,
  epoch: u64,
  treeHash: bytes,
  confirmedTranscriptHash: bytes,
  extensions,
});

export const groupInfo: Arbitrary<GroupInfo> = fc
  .record({
    content: fc.record({ groupContext, extensions, confirmationTag: bytes, signer: u32 }),
    signature: bytes,
  })
  .map(({ content: inside, signature }) => ({
    ...inside,
    signature,
    content: encodeGroupInfoContent(inside),
  }));

export const welcome: Arbitrary<Welcome> = fc.record({
  cipherSuite: u16,
  secrets: fc.array(fc.record({ newMember: bytes, encryptedGroupSecrets: hpkeCiphertext }), {
    minLength: 1,
    maxLength: 3,
  }),
  encryptedGroupInfo: bytes,
});

export const groupSecrets: Arbitrary<GroupSecrets> = fc.record({
  joinerSecret: bytes,
  pathSecret: maybe(bytes),
  psks: few(preSharedKeyId),
});

export const parentNode: Arbitrary<ParentNode> = fc.record({
  encryptionKey: bytes,
  parentHash: bytes,
  unmergedLeaves: few(u32),
});

/** As it travels: with a node at the end. */
export const treeNodes: Arbitrary<TreeNodes> = fc
  .record({
    pairs: few(fc.tuple(maybe(leafNode), maybe(parentNode))),
    last: leafNode,
  })
  .map(({ pairs, last }) => [...pairs.flat(), last]);

export const message: Arbitrary<MlsMessage> = fc.oneof(
  fc.record({ wireFormat: kind('public_message'), publicMessage }),
  fc.record({ wireFormat: kind('private_message'), privateMessage }),
  fc.record({ wireFormat: kind('welcome'), welcome }),
  fc.record({ wireFormat: kind('group_info'), groupInfo }),
  fc.record({ wireFormat: kind('key_package'), keyPackage }),
);
