import type { RegisterToken } from '@sotto/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { decodeArrivedWelcome, encodeArrivedWelcome } from '../src/storage/arrived-welcome.ts';
import { decodeEpoch, encodeEpoch } from '../src/storage/epoch-record.ts';
import { decodeGreeting, encodeGreeting } from '../src/storage/greeting-record.ts';
import { decodeIntent, encodeIntent } from '../src/storage/intent-record.ts';
import type { Intent } from '../src/storage/intent-record.ts';
import {
  acceptedRecords,
  decodeOwnCommit,
  encodeOwnCommit,
  putOwnCommit,
  removeOwnCommit,
} from '../src/storage/own-commit-record.ts';
import {
  decodeGivenKeyPackage,
  decodeOwnKeyPackage,
  encodeGivenKeyPackage,
  encodeOwnKeyPackage,
} from '../src/storage/own-key-package.ts';
import { decodeOwedWelcome, encodeOwedWelcome } from '../src/storage/owed-welcome.ts';
import { decodePeer, encodePeer } from '../src/storage/peer-record.ts';
import { decodePending, encodePending } from '../src/storage/pending-record.ts';
import { decodePuzzle, encodePuzzle } from '../src/storage/puzzle-record.ts';
import { decodeRejoin, encodeRejoin } from '../src/storage/rejoin-record.ts';
import { allUncovered, cover, decodeSent, encodeSent } from '../src/storage/sent-record.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { plainStore } from './plain-store.ts';
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
  relays,
  text,
} from './record-codecs.ts';

const some = fc.uint8Array();
const epochRecord = fc.record({
  epoch: fc.constant(7n),
  envelopeKey: hash,
  authenticator: hash,
  editWithinSeconds: count,
  madeInLife: count,
  did: fc.array(some, { maxLength: 3 }),
  admins: fc.array(hash, { maxLength: 3 }),
});
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({ type: fc.constantFrom('add', 'remove'), identity: hash }),
  fc.record({
    type: fc.constant('role'),
    identity: hash,
    role: fc.constantFrom('admin', 'member'),
  }),
  fc.record({ type: fc.constant('name'), name: text }),
  fc.record({ type: fc.constant('picture'), picture: some }),
  fc.record({ type: fc.constant('pin'), message: hash, pinned: fc.boolean() }),
  fc.record({ type: fc.constant('membersMayAdd'), allowed: fc.boolean() }),
  fc.record({ type: fc.constantFrom('editWithin', 'disappear'), seconds: count }),
  fc.record({
    type: fc.constant('evict'),
    device: hash,
    next: count,
    signature: bytes(64),
  }),
  fc.record({ type: fc.constantFrom('update', 'leave') }),
) as fc.Arbitrary<Intent>;
const ownCommit = fc.record({
  epoch,
  life: count,
  body: some,
  welcome: optional(some),
  intents: fc.array(count),
  keyPackages: fc.array(text),
  leaving: fc.array(count),
  links: fc.array(some),
  clock: hlc,
  names: fc.array(text),
  external: optional(
    fc.record({
      token: hash as fc.Arbitrary<RegisterToken & Uint8Array<ArrayBuffer>>,
      envelopeKey: hash,
      authenticator: hash,
      registers: relays,
    }),
  ),
});
const peer = fc.record({
  device: hash,
  identity: hash,
  sinceEpoch: count,
  next: optional(count),
  isHearsay: fc.boolean(),
  missing: fc.array(fc.tuple(count, count)),
  leaps: fc.array(count),
  asks: count,
  askAtMs: count,
  mailbox: optional(hash),
});
const conversation = fc.constant('conversation' as ConversationId);

describe('records of groups', () => {
  keepRecords({
    epoch: codec(epochRecord, encodeEpoch, (value) => decodeEpoch(7, value)),
    intent: codec(intent, encodeIntent, decodeIntent),
    'own commit': codec(ownCommit, encodeOwnCommit, decodeOwnCommit),
    peer: codec(peer, encodePeer, decodePeer),
    pending: codec(
      fc.record({
        clock: hlc,
        content: optional(some),
        control: optional(some),
        messageId: optional(hash),
      }),
      encodePending,
      decodePending,
    ),
    puzzle: codec(fc.record({ body: some, arrivedAtMs: count }), encodePuzzle, decodePuzzle),
    rejoin: codec(
      fc.record({
        ...{ privateKey: hash, requestId: bytes(16), tries: count, askAtMs: count },
        guides: fc.array(
          fc.record({ device: hash, identity: hash, mailbox: some, isAdmin: fc.boolean() }),
          { maxLength: 3 },
        ),
      }),
      encodeRejoin,
      decodeRejoin,
    ),
    sent: codec(fc.record({ epoch, frame: some }), encodeSent, decodeSent),
    greeting: codec(
      fc.record({ conversation: text as fc.Arbitrary<ConversationId>, adder: hash }),
      encodeGreeting,
      decodeGreeting,
    ),
    'owed Welcome': codec(
      fc.record({ id: text, identity: hash, control: some }),
      encodeOwedWelcome,
      decodeOwedWelcome,
    ),
    'arrived Welcome': codec(
      fc.record({
        id: bytes(16),
        conversation,
        relays,
        identity: hash,
        control: some,
        arrivedAtMs: count,
      }),
      encodeArrivedWelcome,
      decodeArrivedWelcome,
    ),
    'own KeyPackage': codec(
      fc.record({
        message: some,
        initPrivateKey: hash,
        encryptionPrivateKey: hash,
        mailbox,
        identity: hash,
        endsAtMs: count,
        life: count,
      }),
      encodeOwnKeyPackage,
      decodeOwnKeyPackage,
    ),
    'given KeyPackage': codec(
      fc.record({ message: some, receivedAtMs: count }),
      encodeGivenKeyPackage,
      decodeGivenKeyPackage,
    ),
  });
});

describe('a commit of one’s own', () => {
  test('gives back the records that its acceptance changes, removals too, and leaves none behind', async () => {
    const store = plainStore();
    const id = 'conversation' as ConversationId;
    const accepted = [
      ['group', Uint8Array.of(1)],
      ['key/0', undefined],
    ] as const;
    const names = accepted.map(([name]) => name);
    const [any] = fc.sample(ownCommit, 1);
    const put = beginTransaction(store);
    putOwnCommit(put, id, { ...any!, names }, accepted);
    await put.commit();
    expect(await acceptedRecords(beginTransaction(store), id, { names })).toEqual(accepted);
    const removed = beginTransaction(store);
    removeOwnCommit(removed, id, { names });
    await removed.commit();
    expect(await acceptedRecords(beginTransaction(store), id, { names })).toEqual([]);
    expect(store.table(tables.ownCommit(id)).size).toBe(0);
  });
});

test('a message is covered when every one of its devices is, whatever the order, and not before', () => {
  const devices = fc.integer({ min: 1, max: 70 });
  fc.assert(
    fc.property(devices, fc.infiniteStream(fc.nat(200)), (most, places) => {
      let left: Uint8Array | undefined = allUncovered(most);
      const open = new Set(Array.from({ length: most }, (_, index) => index));
      while (open.size > 0) {
        const [oldest] = open;
        const place = open.size % 3 === 0 ? oldest! : places.next().value;
        open.delete(place);
        left = cover(left!, [place]);
        expect(left === undefined).toBe(open.size === 0);
      }
    }),
    { numRuns: 30 },
  );
});
