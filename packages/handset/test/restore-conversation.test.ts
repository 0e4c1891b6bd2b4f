import { encodeRoom } from '@sotto/protocol';
import { expect, test } from 'vitest';
import type { ConversationId } from '../src/api.ts';
import { memoryStore } from '../src/cover/memory-store.ts';
import { plainRoom } from '../src/group/begin-group.ts';
import { putConversation } from '../src/restore/take-conversation.ts';
import type { RestoreParts } from '../src/restore/take-conversation.ts';
import { decodeCounters, freshCounters } from '../src/storage/conversation-record.ts';
import type {
  ConversationCounters,
  ConversationFacts,
} from '../src/storage/conversation-record.ts';
import { createOwnMailbox } from '../src/invite/own-mailbox.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { relayUrl } from './handset-fixture.ts';
import { crypto } from './node-crypto.ts';

/** Of a handset that was in the middle of everything when its backup was made. */
const counters: ConversationCounters = {
  hlc: { physicalMs: 5, counter: 1 },
  ownSequence: 9,
  skippedFrom: 3,
  lastLife: 2,
  unread: 4,
  mentions: 1,
  unseenFrom: { physicalMs: 4, counter: 0 },
  nextPending: 6,
  pending: 2,
  nextUpload: 3,
  waitingUploads: 1,
  missing: 2,
  nextPuzzle: 8,
  puzzles: 5,
  nextIntent: 2,
  intents: 1,
  committing: true,
  behind: 1,
  receipts: {
    delivered: [{ id: new Uint8Array(32), device: new Uint8Array(32) }],
    read: [{ id: new Uint8Array(32), device: new Uint8Array(32) }],
  },
  positions: [{ relay: relayUrl, position: 7 }],
};

test('a restored conversation has the clock and what is unread; of what was under way on the lost device it counts nothing', async () => {
  // Or the test would not notice.
  for (const [name, value] of Object.entries(counters))
    expect([name, value]).not.toEqual([name, freshCounters[name as keyof ConversationCounters]]);
  const id = 'conversation' as ConversationId;
  const facts: ConversationFacts = {
    ...{ id, kind: 'direct', createdAtMs: 1, inviteId: new Uint8Array(0) },
    ...{ groupId: new Uint8Array(32), state: 'left', joining: undefined },
    ...{ contactIdentity: new Uint8Array(0), muted: false, draft: '', updatedAtMs: 1 },
    own: await createOwnMailbox(crypto, [relayUrl]),
    summary: {
      room: encodeRoom(plainRoom('direct', [relayUrl])),
      ...{ members: 2, isAdmin: false, relays: [relayUrl] },
    },
  };
  const store = memoryStore();
  const tx = beginTransaction(store);
  const parts = {
    crypto,
    homes: [{ relay: relayUrl }],
    hasOthers: true,
  } as unknown as RestoreParts;
  await putConversation(parts, tx, { facts, counters, ticket: undefined, peers: [] });
  await tx.commit();
  const stored = await store.get({ table: tables.counters, id });
  const { hlc, unread, mentions, unseenFrom } = counters;
  expect(decodeCounters(stored!)).toEqual({ ...freshCounters, hlc, unread, mentions, unseenFrom });
});
