import type { MailboxAddress, PostId, ReadKey, RelayUrl } from '@sotto/core';
import type { LeafMailbox } from '@sotto/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { openBlob, sealBlob } from '../src/pictures/blob-seal.ts';
import { decodeAccepting, encodeAccepting } from '../src/storage/accepting-record.ts';
import { decodeCollected, encodeCollected } from '../src/storage/collected-record.ts';
import type { CollectedRecord } from '../src/storage/collected-record.ts';
import { decodeContact, encodeContact } from '../src/storage/contact-record.ts';
import {
  decodeCounters,
  decodeFacts,
  encodeCounters,
  encodeFacts,
} from '../src/storage/conversation-record.ts';
import type {
  ConversationCounters,
  ConversationFacts,
} from '../src/storage/conversation-record.ts';
import { decodeGroupRecord, encodeGroupRecord } from '../src/storage/group-records.ts';
import { decodeInviteRecord, encodeInviteRecord } from '../src/storage/invite-record.ts';
import { decodeAudience, encodeAudience } from '../src/storage/audience-record.ts';
import { decodeLaneRecord, encodeMailing } from '../src/storage/mailing-record.ts';
import type { MailingRecord } from '../src/storage/mailing-record.ts';
import {
  decodeRoute,
  decodeRouteList,
  encodeRoute,
  encodeRouteList,
} from '../src/storage/route-record.ts';
import { decodePost, encodePost } from '../src/storage/post-record.ts';
import { decodeCover, encodeCover } from '../src/storage/cover-record.ts';
import { decodeDrops, decodeSelf, encodeDrops, encodeSelf } from '../src/storage/self-record.ts';
import { decodeUpload, encodeUpload } from '../src/storage/upload-record.ts';
import { crypto } from './node-crypto.ts';
import {
  bytes,
  codec,
  count,
  epoch,
  hash,
  hlc,
  keepRecords,
  mailbox,
  optional,
  positions,
  relay,
  relays,
  text,
} from './record-codecs.ts';

const conversationId = fc.constant('conversation' as ConversationId);
const facts: fc.Arbitrary<ConversationFacts> = fc.record({
  id: conversationId,
  kind: fc.constantFrom('direct', 'group', 'notes'),
  createdAtMs: count,
  inviteId: hash,
  groupId: hash,
  state: fc.constantFrom('active', 'joining', 'left', 'removed'),
  joining: optional(fc.constantFrom('restored', 'cut-off')),
  contactIdentity: hash,
  own: mailbox,
  muted: fc.boolean(),
  draft: text,
  updatedAtMs: count,
  summary: fc.record({ room: fc.uint8Array(), members: count, isAdmin: fc.boolean(), relays }),
});
const collected: fc.Arbitrary<CollectedRecord> = fc.record({
  mailbox: hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>,
  relay,
  position: count,
  postId: bytes(16) as fc.Arbitrary<PostId & Uint8Array<ArrayBuffer>>,
  again: fc.boolean(),
  body: fc.uint8Array(),
});
const owed = fc.array(fc.record({ id: hash, device: hash }), { maxLength: 5 });
const counters: fc.Arbitrary<ConversationCounters> = fc
  .record({
    hlc,
    unseenFrom: hlc,
    numbers: fc.array(count, { minLength: 14, maxLength: 14 }),
    lastLife: count,
    committing: fc.boolean(),
    behind: fc.nat(),
    receipts: fc.record({ delivered: owed, read: owed }),
    positions,
  })
  .map(({ numbers, ...others }) => {
    const [ownSequence, skippedFrom, unread, mentions, nextPending, pending] = numbers;
    const [nextUpload, waitingUploads, missing] = numbers.slice(6);
    const [nextPuzzle, puzzles, nextIntent, intents] = numbers.slice(9);
    return {
      ...others,
      ...{ ownSequence, skippedFrom, unread, mentions, nextPending, pending },
      ...{ nextUpload, waitingUploads, missing, nextPuzzle, puzzles, nextIntent, intents },
    } as ConversationCounters;
  });
const relaysOfRoutes = ['https://relay.example', 'http://localhost:8080'] as RelayUrl[];
const address = hash as fc.Arbitrary<MailboxAddress & Uint8Array<ArrayBuffer>>;
const post = fc
  .record({
    postId: bytes(16) as fc.Arbitrary<PostId & Uint8Array<ArrayBuffer>>,
    relay,
    mailboxes: fc.array(address, { minLength: 1, maxLength: 4 }),
    body: fc.uint8Array(),
    createdAtMs: count,
    conversation: optional(conversationId),
    messageId: optional(hash),
    alone: fc.boolean(),
    expendable: fc.boolean(),
    partly: fc.boolean(),
    parked: fc.boolean(),
    tries: count,
  })
  .map((record) => ({
    ...record,
    covers: record.messageId === undefined ? [] : record.mailboxes.map((_, index) => index),
  }));
const mailing = fc
  .record({
    seed: hash,
    key: hash,
    content: fc.uint8Array(),
    createdAtMs: count,
    conversation: conversationId,
    messageId: optional(hash),
    perPost: fc.integer({ min: 1, max: 64 }),
  })
  .chain((shared) => {
    const inline = fc.array(address, { minLength: 1, maxLength: 9 }).map((mailboxes) => ({
      to: { mailboxes, covers: mailboxes.map((_, index) => 3 * index) },
      posts: Math.ceil(mailboxes.length / shared.perPost),
    }));
    const routed = fc.record({
      to: fc.record({ route: bytes(16) }),
      posts: fc.integer({ min: 1, max: 40 }),
    });
    return fc
      .oneof(inline, routed)
      .chain((to) =>
        fc
          .constantFrom(0, Math.ceil(to.posts / 8))
          .chain((length) => bytes(length).map((done) => ({ ...shared, ...to, done }))),
      );
  });
const leafMailboxes = fc.array(
  fc.record({ address, relays: fc.subarray([...relaysOfRoutes], { minLength: 1 }) }),
  { maxLength: 70 },
);
/** The mailboxes of a route, as they were put. */
function stopsOf(value: Uint8Array): readonly LeafMailbox[] {
  const route = decodeRoute(value);
  const found: { address: MailboxAddress; relays: RelayUrl[] }[] = [];
  for (const at of relaysOfRoutes)
    for (const stop of route.at(at)) {
      found[stop.place] ??= { address: stop.address, relays: [] };
      found[stop.place]!.relays.push(at);
    }
  return found;
}
const invite = fc.record({
  id: hash,
  secret: hash,
  mailbox,
  positions,
  keyPackage: fc.uint8Array(),
  initPrivateKey: hash,
  encryptionPrivateKey: hash,
  label: text,
  link: text,
  createdAtMs: count,
  expiresAtMs: count,
  state: fc.constantFrom('making' as const, 'open' as const, 'expired' as const),
  life: count,
});
const self = fc.record({
  deviceSeed: hash,
  holderSeed: hash,
  deviceKey: hash,
  path: fc.array(fc.uint8Array(), { minLength: 1, maxLength: 3 }),
  homes: fc.array(fc.record({ relay, credit: fc.uint8Array() }), { minLength: 1, maxLength: 4 }),
  suggestedName: text,
});
const cover = fc.record({
  identity: hash,
  language: text,
  people: fc.array(
    fc.record({
      deviceSeed: hash,
      deviceKey: hash,
      path: fc.array(fc.uint8Array(), { minLength: 1, maxLength: 3 }),
      name: text,
    }),
    { maxLength: 4 },
  ),
  mailboxes: fc.array(hash as fc.Arbitrary<ReadKey & Uint8Array<ArrayBuffer>>, { maxLength: 4 }),
  waiting: fc.array(hash as fc.Arbitrary<ReadKey & Uint8Array<ArrayBuffer>>, { maxLength: 4 }),
  waitingFromMs: count,
  freshAtMs: count,
  openedAtMs: count,
});
const drops = fc.record({ undecryptable: count, replayed: count, malformed: count, forged: count });
const upload = fc.record({ messageId: hash, content: fc.uint8Array() });
const groupRecord = fc.tuple(text, fc.uint8Array());
const accepting = fc.record({
  conversation: fc.tuple(facts, counters).map(([a, b]) => ({ ...a, ...b })),
  group: fc.record({
    id: hash,
    records: fc.array(groupRecord).map((records) => new Map(records)),
  }),
  epoch: fc.record({
    ...{ epoch, envelopeKey: hash, authenticator: hash, editWithinSeconds: count },
    ...{ madeInLife: count, did: fc.array(bytes(9), { maxLength: 3 }), admins: fc.array(hash) },
  }),
  body: fc.uint8Array(),
  expiresAtMs: count,
});
const contact = fc.record({
  identity: hash,
  petname: text,
  suggestedName: text,
  compared: fc.boolean(),
  vouched: fc.boolean(),
  blocked: fc.boolean(),
  conversation: optional(conversationId),
  owedKeyPackages: count,
});

describe('records', () => {
  keepRecords({
    facts: codec(facts, encodeFacts, decodeFacts),
    counters: codec(counters, encodeCounters, decodeCounters),
    contact: codec(contact, encodeContact, decodeContact),
    post: codec(post, encodePost, decodePost),
    mailing: codec(mailing, encodeMailing, (value) => decodeLaneRecord(value) as MailingRecord),
    route: codec(leafMailboxes, encodeRoute, stopsOf),
    'route list': codec(
      fc.record({ conversation: conversationId, routes: fc.array(bytes(16)) }),
      encodeRouteList,
      decodeRouteList,
    ),
    audience: codec(hash, encodeAudience, decodeAudience),
    collected: codec(collected, encodeCollected, decodeCollected),
    invite: codec(invite, encodeInviteRecord, decodeInviteRecord),
    accepting: codec(accepting, encodeAccepting, decodeAccepting),
    self: codec(self, encodeSelf, decodeSelf),
    cover: codec(cover, encodeCover, decodeCover),
    drops: codec(drops, encodeDrops, decodeDrops),
    upload: codec(upload, encodeUpload, decodeUpload),
    group: codec(
      groupRecord as fc.Arbitrary<readonly [string, Uint8Array]>,
      ([name, value]) => encodeGroupRecord(name, value),
      decodeGroupRecord,
    ),
  });
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
});
