import type { BlobId, IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
import {
  cborFloat,
  cborTag,
  dispositions,
  externalPart,
  identityHash,
  makeContent,
  makeDelete,
} from '@sotto/protocol';
import { makePicture, makeReaction, makeText, multiPart, textPart } from '@sotto/protocol';
import type {
  AddLink,
  BlobPlace,
  ContentFields,
  FirstLink,
  Invite,
  MessageId,
  MimiContent,
  RevokeLink,
  Room,
} from '@sotto/protocol';
import { filled } from './codes.ts';

export const id = Uint8Array.of(1, ...filled(31, 7)) as MessageId;
export const fields: ContentFields = {
  salt: filled(16, 3),
  senderUri: 'sotto:u/alice',
  roomUri: 'sotto:r/room',
};

export const contents: readonly MimiContent[] = [
  makeText(fields, 'Hello, world'),
  makeText(
    { ...fields, inReplyTo: id, expires: { relative: true, time: 60 } },
    '\ufeffRe: ünïcødé 🙂',
  ),
  makeReaction({ ...fields, inReplyTo: id }, '👍'),
  makeDelete({ ...fields, replaces: id }),
  makePicture(fields, {
    contentType: 'image/jpeg',
    url: 'https://relay.example/b/abc',
    size: 123_456,
    encAlg: 2,
    key: filled(32, 1),
    nonce: filled(7, 2),
    hashAlg: 1,
    contentHash: filled(32, 4),
    filename: 'a.jpg',
  }),
  makeContent(
    fields,
    multiPart('chooseOne', [
      multiPart('processAll', [
        textPart('a'),
        externalPart({ contentType: '', url: 'https://x.example/' }),
      ]),
      { cardinality: 'null', disposition: dispositions.preview, language: 'en,de-CH' },
    ]),
  ),
  {
    ...makeText(fields, 'x'),
    mimiExtensions: new Map<number | string, never>([
      [-1, cborFloat(1.5) as never],
      ['a key', [new Map([[filled(2, 1), cborTag(32, 'http://example.com')]])] as never],
    ]),
  },
];

export const link: FirstLink = {
  kind: 'first',
  signatureKey: filled(32, 1),
  nonce: filled(16, 2),
  createdAtHour: 500_000,
  signature: filled(64, 3),
};

export const addLink: AddLink = {
  kind: 'add',
  signatureKey: filled(32, 11),
  by: link.signatureKey,
  previous: filled(32, 12),
  createdAtHour: 500_001,
  role: 'recovery',
  signature: filled(64, 13),
  proof: filled(64, 14),
};

export const revokeLink: RevokeLink = {
  kind: 'revoke',
  signatureKey: link.signatureKey,
  by: addLink.signatureKey,
  previous: filled(32, 15),
  createdAtHour: 500_002,
  signature: filled(64, 16),
};

export const alice = identityHash(filled(3, 1));
export const bob: IdentityHash = identityHash(filled(3, 2));
export const relay = 'https://relay.example' as RelayUrl;
export const blobPlace: BlobPlace = {
  relay,
  id: filled(32, 9) as BlobId,
  plainBytes: 100_000,
  key: filled(32, 10),
  noncePrefix: filled(7, 11),
};
export const room: Room = {
  kind: 'group',
  name: 'Tea',
  picture: filled(100, 1),
  admins: [filled(32, 1) as IdentityHash, filled(32, 2) as IdentityHash],
  registers: [relay, 'https://other.example' as RelayUrl],
  membersMayAdd: true,
  editWithinSeconds: 86_400,
  disappearAfterSeconds: 0,
  pinned: [filled(32, 4), filled(32, 3)],
};
export const invite: Invite = {
  relay,
  mailbox: filled(32, 5) as MailboxAddress,
  identity: alice,
  secret: filled(32, 6),
  expiresAtSeconds: 1_800_000_000,
  charterHash: null,
  suggestedName: 'Alice',
};
