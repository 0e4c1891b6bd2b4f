import type { Clauses } from '../contract.ts';
import { ensure, ensureEqual } from '../ensure.ts';
import {
  address,
  daySeconds,
  ensureHolds,
  ensureOutcomes,
  ensureRising,
  openMailbox,
  post,
  readAll,
} from './samples.ts';

export type MailboxesPostClauseId =
  | 'post-stores'
  | 'post-keeps-order'
  | 'post-to-many'
  | 'post-unknown'
  | 'post-id-stores-once'
  | 'post-id-after-ack'
  | 'post-id-at-once'
  | 'post-id-per-mailbox'
  | 'post-id-expires'
  | 'post-full-by-count'
  | 'post-full-by-bytes'
  | 'post-has-room-again'
  | 'post-copies'
  | 'post-survives-reopening'
  | 'post-id-survives-reopening'
  | 'positions-never-again';

export const mailboxesPostClauses: Pick<
  Clauses<MailboxesPostClauseId, 'mailboxes'>,
  MailboxesPostClauseId
> = {
  'post-stores': {
    promise: 'a post is stored whole and can be read with its id',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      ensureOutcomes(await mailboxes.post(post(1)), ['stored'], 'outcome');
      await ensureHolds(mailboxes, [1]);
    },
  },
  'post-keeps-order': {
    promise:
      'posts get rising positions in the order of the calls, also when nobody waits in between',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      await Promise.all(numbers.map((number) => mailboxes.post(post(number))));
      await ensureHolds(mailboxes, numbers);
      ensureRising(await readAll(mailboxes));
    },
  },
  'post-to-many': {
    promise: 'one body goes to many mailboxes, with one outcome each in the order given',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [1, 3]) await openMailbox(mailboxes, number);
      const outcomes = await mailboxes.post(post(1, { mailboxes: [3, 2, 1].map(address) }));
      ensureOutcomes(outcomes, ['stored', 'unknown', 'stored'], 'outcomes');
      await ensureHolds(mailboxes, [1], 1);
      await ensureHolds(mailboxes, [1], 3);
    },
  },
  'post-unknown': {
    promise: 'a post to no mailbox is unknown, and makes none',
    check: async ({ create }) => {
      const mailboxes = await create();
      ensureOutcomes(await mailboxes.post(post(1)), ['unknown'], 'outcome');
      ensureEqual(await openMailbox(mailboxes, 1), false, 'existed');
      await ensureHolds(mailboxes, []);
    },
  },
  'post-id-stores-once': {
    promise: 'a second post with an id is stored, and adds nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2, 1]) {
        ensureOutcomes(await mailboxes.post(post(number)), ['stored'], 'outcome');
      }
      await ensureHolds(mailboxes, [1, 2]);
    },
  },
  'post-id-after-ack': {
    promise: 'an id is remembered when its envelope was acked',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.ack(address(1), (await readAll(mailboxes))[0]!.position);
      ensureOutcomes(await mailboxes.post(post(1)), ['stored'], 'outcome');
      await ensureHolds(mailboxes, []);
    },
  },
  'post-id-at-once': {
    promise: 'posts with one id under way together are stored once',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await Promise.all(Array.from({ length: 20 }, () => mailboxes.post(post(1))));
      await ensureHolds(mailboxes, [1]);
    },
  },
  'post-id-per-mailbox': {
    promise: 'an id counts in each mailbox by itself',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [1, 2]) await openMailbox(mailboxes, number);
      await mailboxes.post(post(1));
      await mailboxes.post(post(1, { mailboxes: [address(1), address(2)] }));
      await ensureHolds(mailboxes, [1], 1);
      await ensureHolds(mailboxes, [1], 2);
    },
  },
  'post-id-expires': {
    promise: 'an id is forgotten when the time of its first post has run out',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.ack(address(1), (await readAll(mailboxes))[0]!.position);
      clock.advance((daySeconds + 1) * 1_000);
      ensureOutcomes(await mailboxes.post(post(1)), ['stored'], 'outcome');
      await ensureHolds(mailboxes, [1]);
    },
  },
  'post-full-by-count': {
    promise: 'a mailbox with as many envelopes as allowed is full, and stores nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2]) await mailboxes.post(post(number, { maxEnvelopes: 2 }));
      ensureOutcomes(await mailboxes.post(post(3, { maxEnvelopes: 2 })), ['full'], 'outcome');
      ensureOutcomes(
        await mailboxes.post(post(1, { maxEnvelopes: 2 })),
        ['stored'],
        'of a known one',
      );
      await ensureHolds(mailboxes, [1, 2]);
    },
  },
  'post-full-by-bytes': {
    promise: 'a mailbox that would hold more bytes than allowed is full, and stores nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      ensureOutcomes(await mailboxes.post(post(1, { maxBytes: 80 })), ['stored'], 'with room');
      ensureOutcomes(await mailboxes.post(post(2, { maxBytes: 80 })), ['stored'], 'with just room');
      ensureOutcomes(await mailboxes.post(post(3, { maxBytes: 80 })), ['full'], 'without room');
      await ensureHolds(mailboxes, [1, 2]);
    },
  },
  'post-has-room-again': {
    promise: 'a full mailbox has room again after an ack',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      const most = { maxEnvelopes: 2, maxBytes: 80 };
      for (const number of [1, 2]) await mailboxes.post(post(number, most));
      await mailboxes.ack(address(1), (await readAll(mailboxes))[0]!.position);
      ensureOutcomes(await mailboxes.post(post(3, most)), ['stored'], 'outcome');
      await ensureHolds(mailboxes, [2, 3]);
    },
  },
  'post-copies': {
    promise: 'the bytes of a call are the caller’s again when it returns its promise',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await readAll(mailboxes);
      const sent = post(1);
      const stored = mailboxes.post(sent);
      for (const bytes of [sent.body, sent.postId, sent.mailboxes[0]!]) bytes.fill(0xee);
      ensureOutcomes(await stored, ['stored'], 'outcome');
      await ensureHolds(mailboxes, [1]);
    },
  },
  'post-survives-reopening': {
    promise: 'what was stored is there after stopping and starting',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      for (const number of [1, 2]) await before.post(post(number));
      await before.stop();
      await ensureHolds(await create(), [1, 2]);
    },
  },
  'post-id-survives-reopening': {
    promise: 'an id is remembered after stopping and starting, acked or not',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      for (const number of [1, 2]) await before.post(post(number));
      await before.ack(address(1), (await readAll(before))[0]!.position);
      await before.stop();
      const after = await create();
      for (const number of [1, 2]) await after.post(post(number));
      await ensureHolds(after, [2]);
    },
  },
  'positions-never-again': {
    promise:
      'a position is never given twice, also after everything was acked and the store reopened',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      await before.post(post(1));
      const first = (await readAll(before))[0]!.position;
      await before.ack(address(1), first);
      await before.stop();
      const after = await create();
      await after.post(post(2));
      const second = (await readAll(after))[0]?.position ?? 0;
      ensure(second > first, `position ${second} after ${first}`);
    },
  },
};
