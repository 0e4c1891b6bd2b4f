import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signContent, verifyContent } from '../../src/framing/content-signature.ts';
import { openPublic, protectPublic } from '../../src/framing/public-message.ts';
import type { Content, Sender } from '../../src/wire/framed-content.ts';
import type { PublicMessage } from '../../src/wire/message.ts';
import type { Proposal } from '../../src/wire/proposal.ts';
import { published, sampleKeyPackage, sampleLeaf } from '../evil/samples.ts';
import { testSuite } from '../suite.ts';
import { commit as anyCommit, proposal as anyProposal } from '../wire/arbitraries.ts';
import { application, Room } from './room.ts';

const suite = testSuite();
const room = new Room(suite);

const member: Sender = { senderType: 'member', leafIndex: 1 };
const external: Sender = { senderType: 'external', senderIndex: 0 };
const newProposal: Sender = { senderType: 'new_member_proposal' };
const newCommit: Sender = { senderType: 'new_member_commit' };

const emptyCommit: Content = { contentType: 'commit', commit: { proposals: [], path: undefined } };
const proposalOf = (proposal: Proposal): Content => ({ contentType: 'proposal', proposal });
const removal = proposalOf({ proposalType: 'remove', removed: 2 });
const psk = { pskType: 'external', pskId: Uint8Array.of(1), pskNonce: new Uint8Array(32) } as const;
const extensions = [] as const;
const proposals: readonly Proposal[] = [
  { proposalType: 'add', keyPackage: sampleKeyPackage() },
  { proposalType: 'update', leafNode: sampleLeaf(published) },
  { proposalType: 'remove', removed: 1 },
  { proposalType: 'psk', psk },
  { proposalType: 'reinit', groupId: Uint8Array.of(1), version: 1, cipherSuite: 1, extensions },
  { proposalType: 'external_init', kemOutput: new Uint8Array(32) },
  { proposalType: 'group_context_extensions', extensions },
  { proposalType: 'app_ephemeral', componentId: 1, data: new Uint8Array() },
];

async function protect(content: Content, sender: Sender = member): Promise<PublicMessage> {
  return protectPublic(suite, await room.sign('public_message', content, { sender }), room);
}

describe('a public message of a member', () => {
  test('comes out as it went in', async () => {
    const contents: fc.Arbitrary<Content> = fc.oneof(
      anyProposal.map(proposalOf),
      anyCommit.map((commit): Content => ({ contentType: 'commit', commit })),
    );
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const authenticated = await room.sign('public_message', content);
        const message = await protectPublic(suite, authenticated, room);
        const opened = await openPublic(suite, message, room);
        expect(opened).toEqual(authenticated);
        const key = await room.signatureKey();
        expect(await verifyContent(suite, opened, room.encodedContext, key)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('is refused with another tag, or none', async () => {
    const message = await protect(removal);
    const tag = message.membershipTag!;
    for (const membershipTag of [
      undefined,
      new Uint8Array(),
      tag.subarray(1),
      tag.map((b) => b ^ 1),
    ]) {
      await expect(openPublic(suite, { ...message, membershipTag }, room)).rejects.toMatchObject({
        code: 'MLS_MEMBERSHIP_TAG',
      });
    }
  });

  test('has a tag over content, signature, confirmation tag and group', async () => {
    const message = await protect(emptyCommit);
    const { auth } = message;
    const changed: readonly PublicMessage[] = [
      { ...message, content: room.framed(emptyCommit, member, Uint8Array.of(1)) },
      {
        ...message,
        content: room.framed(emptyCommit, { ...member, leafIndex: 2 }, new Uint8Array()),
      },
      { ...message, auth: { ...auth, signature: auth.signature.map((byte) => byte ^ 1) } },
      { ...message, auth: { ...auth, confirmationTag: new Uint8Array(suite.hashBytes).fill(1) } },
    ];
    for (const other of changed) {
      await expect(openPublic(suite, other, room)).rejects.toMatchObject({
        code: 'MLS_MEMBERSHIP_TAG',
      });
    }
    for (const keys of [
      { ...room, encodedContext: Uint8Array.of(...room.encodedContext, 0) },
      { ...room, membershipKey: new Uint8Array(suite.hashBytes) },
    ]) {
      await expect(openPublic(suite, message, keys)).rejects.toMatchObject({
        code: 'MLS_MEMBERSHIP_TAG',
      });
    }
  });

  test('does not go out without a membership key, for the other wire format, or with application data', async () => {
    const authenticated = await room.sign('public_message', removal);
    await expect(protectPublic(suite, authenticated, undefined)).rejects.toMatchObject({
      code: 'MLS_INPUT',
    });
    const other = await room.sign('private_message', removal);
    await expect(protectPublic(suite, other, room)).rejects.toMatchObject({ code: 'MLS_INPUT' });
    await expect(protect(application(1))).rejects.toMatchObject({
      code: 'MLS_APPLICATION_IN_PUBLIC',
    });
  });
});

describe('a sender', () => {
  // Rows of RFC 9420 §§6.1, 17.4.
  const allowed: readonly (readonly [Sender, (content: Content) => boolean])[] = [
    [member, () => true],
    [
      external,
      (content) =>
        content.contentType === 'proposal' &&
        !['update', 'external_init'].includes(content.proposal.proposalType),
    ],
    [
      newProposal,
      (content) => content.contentType === 'proposal' && content.proposal.proposalType === 'add',
    ],
    [newCommit, (content) => content.contentType === 'commit'],
  ];

  test.each(allowed)(
    '$senderType sends and is heard with what it may send, and nothing else',
    async (sender, may) => {
      for (const content of [emptyCommit, ...proposals.map(proposalOf)]) {
        const authenticated = await room.sign('public_message', content, { sender });
        const { auth } = authenticated;
        const membershipTag = undefined;
        const forged: PublicMessage = { content: authenticated.content, auth, membershipTag };
        if (may(content)) {
          const message = await protectPublic(suite, authenticated, room);
          expect(message.membershipTag === undefined).toBe(sender.senderType !== 'member');
          expect(await openPublic(suite, message, room)).toEqual(authenticated);
        } else {
          const refused = { code: 'MLS_SENDER_CONTENT' };
          await expect(protectPublic(suite, authenticated, room)).rejects.toMatchObject(refused);
          await expect(openPublic(suite, forged, room)).rejects.toMatchObject(refused);
        }
      }
    },
  );

  test('of a signature: those inside, or who come in, sign for the group as it is; others for any', async () => {
    const key = await room.signatureKey();
    const elsewhere = Uint8Array.of(...room.encodedContext, 0);
    for (const [sender, content] of [
      [member, removal],
      [newCommit, emptyCommit],
      [external, removal],
      [newProposal, proposalOf(proposals[0]!)],
    ] as const) {
      const signed = await room.sign('public_message', content, { sender });
      expect(await verifyContent(suite, signed, room.encodedContext, key)).toBe(true);
      const bound = sender === member || sender === newCommit;
      expect(await verifyContent(suite, signed, elsewhere, key)).toBe(!bound);
      const other = { ...signed, wireFormat: 'private_message' } as const;
      expect(await verifyContent(suite, other, room.encodedContext, key)).toBe(false);
    }
  });

  test('signs the exact bytes: another content under the same signature is not signed', async () => {
    const key = await room.signatureKey();
    const framed = room.framed(removal, member, new Uint8Array());
    const { encodedContext, signaturePrivateKey } = room;
    const signature = await signContent(
      suite,
      'public_message',
      framed,
      encodedContext,
      signaturePrivateKey,
    );
    const auth = { signature, confirmationTag: undefined };
    const other = room.framed(
      proposalOf({ proposalType: 'remove', removed: 3 }),
      member,
      new Uint8Array(),
    );
    for (const [content, good] of [
      [framed, true],
      [other, false],
    ] as const) {
      const authenticated = { wireFormat: 'public_message', content, auth } as const;
      expect(await verifyContent(suite, authenticated, encodedContext, key)).toBe(good);
    }
  });
});
