import type { IdentityHash, MailboxAddress, RelayUrl } from '@sotto/core';
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
  ContentFields,
  DeviceLink,
  Invite,
  MailboxPlace,
  MessageId,
  MimiContent,
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

export const link: DeviceLink = {
  kind: 'first',
  signatureKey: filled(32, 1),
  nonce: filled(16, 2),
  createdAtHour: 500_000,
  signature: filled(64, 3),
};

export const alice = identityHash(filled(3, 1));
export const bob: IdentityHash = identityHash(filled(3, 2));
export const relay = 'https://relay.example' as RelayUrl;
export const place: MailboxPlace = { relay, address: filled(32, 9) as MailboxAddress };
export const invite: Invite = {
  relay,
  mailbox: filled(32, 5) as MailboxAddress,
  identity: alice,
  secret: filled(32, 6),
  expiresAtSeconds: 1_800_000_000,
  charterHash: null,
  suggestedName: 'Alice',
};
