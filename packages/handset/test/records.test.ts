import type { BlobId, MailboxAddress, PostId, ReadKey, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { blobUri, parseBlobUri } from '../src/pictures/blob-uri.ts';
import { openBlob, sealBlob } from '../src/pictures/blob-seal.ts';
import { decodeAccepting, encodeAccepting } from '../src/storage/accepting-record.ts';
import { decodeConversation, encodeConversation } from '../src/storage/conversation-record.ts';
import type { ConversationRecord } from '../src/storage/conversation-record.ts';
import { encodeFields } from '../src/storage/fields.ts';
import { decodeGroupRecord, encodeGroupRecord } from '../src/storage/group-records.ts';
import { decodeInviteRecord, encodeInviteRecord } from '../src/storage/invite-record.ts';
import { decodePost, encodePost } from '../src/storage/post-record.ts';
import { decodeDrops, decodeSelf, encodeDrops, encodeSelf } from '../src/storage/self-record.ts';
import { decodeUpload, encodeUpload } from '../src/storage/upload-record.ts';
import { crypto } from './node-crypto.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const count = fc.nat();
const relay = fc.constantFrom(
  'https://relay.example',
  'http://localhost:8080',
) as fc.Arbitrary<RelayUrl>;
const hlc = fc.record({ physicalMs: fc.maxSafeNat(), counter: fc.nat(65_535) });
const id = bytes(16);
const hash = bytes(32);
const mailbox = fc.record({
  relay,
  readSeed: hash,
  readKey: hash as fc.Arbitrary<ReadKey & Uint8Array<ArrayBuffer>>,
  address: hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>,
  position: count,
});
const conversation: fc.Arbitrary<ConversationRecord> = fc.record({
  id: fc.constant('conversation' as ConversationId),
  createdAtMs: count,
  inviteId: hash,
  invitedThem: fc.boolean(),
  compared: fc.boolean(),
  contactIdentity: hash,
  contactDeviceKey: hash,
  suggestedName: text,
  petname: text,
  own: mailbox,
  peer: fc.record({
    relay,
    address: hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>,
  }),
  hlc,
  ownSequence: count,
  peerSequence: count,
  unread: count,
  unseenFrom: hlc,
  nextPost: count,
  waitingPosts: count,
  nextUpload: count,
  waitingUploads: count,
  receipts: fc.record({ delivered: fc.array(hash), read: fc.array(hash) }),
});
const post = fc.record({
  postId: id as fc.Arbitrary<PostId & Uint8Array<ArrayBuffer>>,
  relay,
  mailbox: hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>,
  body: fc.uint8Array(),
  messageId: fc.option(hash, { nil: undefined }),
});
const invite = fc.record({
  id: hash,
  secret: hash,
  mailbox,
  keyPackage: fc.uint8Array(),
  initPrivateKey: hash,
  encryptionPrivateKey: hash,
  label: text,
  link: text,
  createdAtMs: count,
  expiresAtMs: count,
  state: fc.constantFrom('making' as const, 'open' as const, 'expired' as const),
});
const self = fc.record({
  deviceSeed: hash,
  deviceKey: hash,
  link: fc.uint8Array(),
  relay,
  credit: fc.uint8Array(),
  suggestedName: text,
});
const drops = fc.record({ undecryptable: count, replayed: count, malformed: count, forged: count });
const upload = fc.record({ messageId: hash, content: fc.uint8Array() });
const groupRecord = fc.tuple(text, fc.uint8Array());
const accepting = fc.record({
  conversation,
  group: fc.record({
    id: bytes(32),
    records: fc.array(groupRecord).map((records) => new Map(records)),
  }),
  body: fc.uint8Array(),
  expiresAtMs: count,
});

interface Codec<T> {
  readonly some: fc.Arbitrary<T>;
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (value: Uint8Array) => T;
}
const codec = <T>(
  some: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (value: Uint8Array) => T,
) => ({ some, encode, decode }) as unknown as Codec<unknown>;
const codecs: Readonly<Record<string, Codec<unknown>>> = {
  conversation: codec(conversation, encodeConversation, decodeConversation),
  post: codec(post, encodePost, decodePost),
  invite: codec(invite, encodeInviteRecord, decodeInviteRecord),
  accepting: codec(accepting, encodeAccepting, decodeAccepting),
  self: codec(self, encodeSelf, decodeSelf),
  drops: codec(drops, encodeDrops, decodeDrops),
  upload: codec(upload, encodeUpload, decodeUpload),
  group: codec(groupRecord, ([name, value]) => encodeGroupRecord(name, value), decodeGroupRecord),
};

describe('records', () => {
  for (const [name, { some, encode, decode }] of Object.entries(codecs)) {
    test(`of kind ${name} come back as they were put`, () => {
      fc.assert(
        fc.property(some, (value) => {
          expect(decode(encode(value))).toEqual(value);
        }),
      );
    });

    test(`of kind ${name}: bytes of another form are VAULT_BROKEN or VAULT_NEWER, and nothing else`, () => {
      const broken = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .array(fc.oneof(count, text, fc.boolean(), hash), { maxLength: 30 })
          .map((fields) => encodeFields(1, fields)),
      );
      fc.assert(
        fc.property(broken, (value) => {
          try {
            decode(value);
          } catch (error) {
            expect(
              isSottoError(error) && ['VAULT_BROKEN', 'VAULT_NEWER'].includes(error.code),
            ).toBe(true);
          }
        }),
      );
      expect(() => decode(encodeFields(2, []))).toThrow(
        expect.objectContaining({ code: 'VAULT_NEWER' }),
      );
    });
  }
});

describe('a sealed picture', () => {
  test('opens to what it was, whatever its length', async () => {
    const length = fc.oneof(
      fc.nat(5_000),
      fc.constantFrom(1, 4_095, 4_096, 65_535, 65_536, 65_537, 131_072, 200_000),
    );
    await fc.assert(
      fc.asyncProperty(length, async (plainBytes) => {
        const plain = crypto.random(Math.min(plainBytes, 65_536));
        const whole = new Uint8Array(plainBytes);
        whole.set(plain);
        expect(await openBlob(crypto, await sealBlob(crypto, whole), plainBytes)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('does not open when a bit, its length, its key or the length it should have is another', async () => {
    const plain = crypto.random(60_000);
    const blob = await sealBlob(crypto, plain);
    await fc.assert(
      fc.asyncProperty(fc.nat(blob.sealed.length - 1), fc.nat(7), async (at, bit) => {
        const sealed = blob.sealed.slice();
        sealed[at]! ^= 1 << bit;
        expect(await openBlob(crypto, { ...blob, sealed }, plain.length)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
    expect(
      await openBlob(crypto, { ...blob, sealed: blob.sealed.slice(1) }, plain.length),
    ).toBeUndefined();
    expect(
      await openBlob(crypto, { ...blob, key: crypto.random(32) }, plain.length),
    ).toBeUndefined();
    // Shorter than it was, within the same padding: then what should be padding is none.
    expect(await openBlob(crypto, blob, plain.length - 1)).toBeUndefined();
  });

  test('is named by a URI that comes back as it was, and other texts name nothing', () => {
    fc.assert(
      fc.property(relay, hash, (at, blobId) => {
        expect(parseBlobUri(blobUri(at, blobId as Uint8Array as BlobId))).toEqual({
          relay: at,
          id: blobId,
        });
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `sotto:b/${rest}`),
        ),
        (uri) => {
          expect(parseBlobUri(uri)).toBeUndefined();
        },
      ),
    );
  });
});
