import type { MailboxAddress } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';
import { address, daySeconds, ensureHolds, openMailbox, post, readAll } from './samples.ts';

export type MailboxesReadClauseId =
  | 'read-after'
  | 'read-count-bounded'
  | 'read-bytes-bounded'
  | 'read-one-at-least'
  | 'read-unknown'
  | 'read-expired'
  | 'ack-forgets'
  | 'ack-again'
  | 'ack-keeps-others'
  | 'ack-survives-reopening'
  | 'watch-tells'
  | 'watch-tells-all-of-a-post'
  | 'watch-when-readable'
  | 'watch-ends';

export const mailboxesReadClauses: Pick<
  Clauses<MailboxesReadClauseId, 'mailboxes'>,
  MailboxesReadClauseId
> = {
  'read-after': {
    promise: 'a read gives what is behind a position, and nothing at or before it',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2, 3]) await mailboxes.post(post(number));
      const all = await readAll(mailboxes);
      const rest = await readAll(mailboxes, 1, all[0]!.position);
      ensureEqual(rest.length, 2, 'envelopes behind the first');
      ensureEqual(rest[0]?.position, all[1]!.position, 'first of them');
      ensureEqual(
        (await readAll(mailboxes, 1, all[2]!.position)).length,
        0,
        'envelopes behind the last',
      );
    },
  },
  'read-count-bounded': {
    promise: 'a read gives at most maxCount, the first ones',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2, 3]) await mailboxes.post(post(number));
      const some = await mailboxes.read({
        address: address(1),
        after: 0,
        maxCount: 2,
        maxBytes: 1_000,
      });
      ensureEqual(some.length, 2, 'envelopes');
      ensureBytes(some[0]?.body, post(1).body, 'the first body');
    },
  },
  'read-bytes-bounded': {
    promise: 'a read gives at most maxBytes of bodies',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2, 3]) await mailboxes.post(post(number));
      const some = await mailboxes.read({
        address: address(1),
        after: 0,
        maxCount: 9,
        maxBytes: 100,
      });
      ensureEqual(some.length, 2, 'envelopes of 40 bytes in 100');
    },
  },
  'read-one-at-least': {
    promise: 'the first envelope is given also when it alone is more than maxBytes',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2]) await mailboxes.post(post(number));
      const some = await mailboxes.read({
        address: address(1),
        after: 0,
        maxCount: 9,
        maxBytes: 1,
      });
      ensureEqual(some.length, 1, 'envelopes');
    },
  },
  'read-unknown': {
    promise: 'a read of no mailbox is empty',
    check: async ({ create }) => {
      ensureEqual((await readAll(await create(), 7)).length, 0, 'envelopes');
    },
  },
  'read-expired': {
    promise: 'an envelope past its time is not given, and those that live longer are',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.post(post(2, { ttlSeconds: 3 * daySeconds }));
      clock.advance((daySeconds + 1) * 1_000);
      await ensureHolds(mailboxes, [2]);
    },
  },
  'ack-forgets': {
    promise: 'an ack forgets everything up to its position, and nothing behind',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2, 3]) await mailboxes.post(post(number));
      await mailboxes.ack(address(1), (await readAll(mailboxes))[1]!.position);
      await ensureHolds(mailboxes, [3]);
    },
  },
  'ack-again': {
    promise: 'acking again, further than there is, or in no mailbox does nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      const { position } = (await readAll(mailboxes))[0]!;
      for (const upTo of [position, position, position + 1]) await mailboxes.ack(address(1), upTo);
      await mailboxes.ack(address(9), 5);
      await mailboxes.post(post(2));
      const [envelope] = await readAll(mailboxes);
      ensure(envelope !== undefined, 'a later envelope is gone');
    },
  },
  'ack-keeps-others': {
    promise: 'an ack touches no other mailbox',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [1, 2]) await openMailbox(mailboxes, number);
      await mailboxes.post(post(1, { mailboxes: [address(1), address(2)] }));
      await mailboxes.ack(address(1), (await readAll(mailboxes))[0]!.position);
      await ensureHolds(mailboxes, [1], 2);
    },
  },
  'ack-survives-reopening': {
    promise: 'what was acked is gone after stopping and starting',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      for (const number of [1, 2]) await before.post(post(number));
      await before.ack(address(1), (await readAll(before))[0]!.position);
      await before.stop();
      await ensureHolds(await create(), [2]);
    },
  },
  'watch-tells': {
    promise: 'a watcher is told of a mailbox that received something',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      const told: MailboxAddress[] = [];
      mailboxes.watch((received) => told.push(received));
      await mailboxes.post(post(1));
      ensureBytes(told[0], address(1), 'address told');
    },
  },
  'watch-tells-all-of-a-post': {
    promise: 'a watcher is told of every mailbox that a post reached',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [1, 2, 3]) await openMailbox(mailboxes, number);
      const told = new Set<string>();
      mailboxes.watch((received) => told.add(received.join()));
      await mailboxes.post(post(1, { mailboxes: [1, 2, 3].map(address) }));
      for (const number of [1, 2, 3])
        ensure(told.has(address(number).join()), `not told of mailbox ${number}`);
    },
  },
  'watch-when-readable': {
    promise: 'what a watcher is told of can be read at that moment',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      const reads: Promise<readonly unknown[]>[] = [];
      mailboxes.watch(() => reads.push(readAll(mailboxes)));
      await mailboxes.post(post(1));
      ensure(reads.length > 0, 'not told');
      ensureEqual((await reads[0])?.length, 1, 'envelopes read when told');
    },
  },
  'watch-ends': {
    promise: 'a watch that was ended tells nothing more, and others go on',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      let [ended, going] = [0, 0];
      const end = mailboxes.watch(() => (ended += 1));
      mailboxes.watch(() => (going += 1));
      end();
      await mailboxes.post(post(1));
      ensureEqual(ended, 0, 'calls of the ended watch');
      ensure(going > 0, 'the other watch was not told');
    },
  },
};
