import type { Clauses } from '../contract.ts';
import { ensure, ensureEqual, ensureRejects, ensureResolves, ensureSettles } from '../ensure.ts';
import {
  address,
  daySeconds,
  ensureHolds,
  ensureOutcomes,
  openMailbox,
  post,
  token,
} from './samples.ts';

export type MailboxesLifeClauseId =
  | 'open-tells'
  | 'open-survives-reopening'
  | 'touch-tells'
  | 'remove-drops'
  | 'remove-tells'
  | 'remove-survives-reopening'
  | 'remove-forgets-ids'
  | 'expire-drops-envelopes'
  | 'expire-in-steps'
  | 'expire-keeps-the-living'
  | 'expire-idle-mailbox'
  | 'expire-not-when-used'
  | 'expire-not-when-holding'
  | 'totals-count'
  | 'stop-finishes'
  | 'stop-ends'
  | 'stop-again';

export const mailboxesLifeClauses: Pick<
  Clauses<MailboxesLifeClauseId, 'mailboxes'>,
  MailboxesLifeClauseId
> = {
  'open-tells': {
    promise: 'opening tells whether the mailbox existed, and leaves what it holds',
    check: async ({ create }) => {
      const mailboxes = await create();
      ensureEqual(await openMailbox(mailboxes, 1), false, 'existed before');
      await mailboxes.post(post(1));
      ensureEqual(await openMailbox(mailboxes, 1), true, 'existed when opened again');
      await ensureHolds(mailboxes, [1]);
    },
  },
  'open-survives-reopening': {
    promise: 'a mailbox is there after stopping and starting',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      await before.stop();
      ensureEqual(await openMailbox(await create(), 1), true, 'existed');
    },
  },
  'touch-tells': {
    promise: 'touching tells whether there is such a mailbox',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      ensureEqual(await mailboxes.touch(address(1)), true, 'of a mailbox');
      ensureEqual(await mailboxes.touch(address(2)), false, 'of none');
    },
  },
  'remove-drops': {
    promise: 'a removed mailbox is gone with all it holds',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.remove(address(1));
      ensureOutcomes(await mailboxes.post(post(2)), ['unknown'], 'outcome of a post to it');
      await openMailbox(mailboxes, 1);
      await ensureHolds(mailboxes, []);
    },
  },
  'remove-tells': {
    promise: 'removing tells whether there was a mailbox',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      ensureEqual(await mailboxes.remove(address(1)), true, 'the first time');
      ensureEqual(await mailboxes.remove(address(1)), false, 'the second time');
    },
  },
  'remove-survives-reopening': {
    promise: 'a removed mailbox does not come back, nor what it held when it is opened anew',
    check: async ({ create }) => {
      const before = await create();
      for (const number of [1, 2]) await openMailbox(before, number);
      await before.post(post(1, { mailboxes: [address(1), address(2)] }));
      for (const number of [1, 2]) await before.remove(address(number));
      await openMailbox(before, 2);
      await before.stop();
      const after = await create();
      ensureEqual(await after.touch(address(1)), false, 'there is such a mailbox');
      await ensureHolds(after, [], 2);
    },
  },
  'remove-forgets-ids': {
    promise: 'a mailbox that is opened anew stores what its forerunner had stored',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.remove(address(1));
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await ensureHolds(mailboxes, [1]);
    },
  },
  'expire-drops-envelopes': {
    promise: 'expiring drops envelopes and registers that are past their time, and tells how many',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      for (const number of [1, 2]) await mailboxes.post(post(number));
      await mailboxes.register({
        token: token(1),
        body: post(1).body,
        ttlSeconds: daySeconds,
        maxEntries: 8,
      });
      clock.advance((daySeconds + 1) * 1_000);
      const dropped = await mailboxes.expire(100);
      ensure(dropped >= 3, `${dropped} dropped`);
      const { envelopes, envelopeBytes, registers } = await mailboxes.totals();
      ensureEqual(
        envelopes + envelopeBytes + registers,
        0,
        'envelopes, their bytes and registers left',
      );
    },
  },
  'expire-in-steps': {
    promise: 'one call drops about maxCount at most, and calling until fewer come drops all',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      for (let number = 1; number <= 40; number += 1) {
        await openMailbox(mailboxes, number);
        await mailboxes.post(post(1, { mailboxes: [address(number)] }));
      }
      clock.advance((daySeconds + 1) * 1_000);
      ensure((await mailboxes.expire(10)) <= 20, 'far more than maxCount dropped');
      ensure((await mailboxes.totals()).envelopes >= 20, 'more was dropped than was told');
      for (let calls = 0; (await mailboxes.expire(10)) >= 10; calls += 1)
        ensure(calls < 40, 'there is no end');
      ensureEqual((await mailboxes.totals()).envelopes, 0, 'envelopes left');
    },
  },
  'expire-keeps-the-living': {
    promise: 'expiring drops nothing before its time',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.post(post(1));
      await mailboxes.post(post(2, { ttlSeconds: 2 * daySeconds }));
      clock.advance((daySeconds + 1) * 1_000);
      await mailboxes.expire(100);
      await ensureHolds(mailboxes, [2]);
    },
  },
  'expire-idle-mailbox': {
    promise: 'an empty mailbox that nobody used for its idle time is dropped',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1, daySeconds);
      clock.advance((daySeconds + 1) * 1_000);
      await mailboxes.expire(100);
      ensureEqual(await mailboxes.touch(address(1)), false, 'there is such a mailbox');
    },
  },
  'expire-not-when-used': {
    promise: 'a mailbox is not dropped before its idle time after a touch, an open or an ack',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      for (const number of [1, 2, 3]) await openMailbox(mailboxes, number, daySeconds);
      clock.advance(daySeconds * 900);
      await mailboxes.touch(address(1));
      await openMailbox(mailboxes, 2, daySeconds);
      await mailboxes.ack(address(3), 1);
      clock.advance(daySeconds * 900);
      await mailboxes.expire(100);
      for (const number of [1, 2, 3])
        ensure(await mailboxes.touch(address(number)), `mailbox ${number} is gone`);
    },
  },
  'expire-not-when-holding': {
    promise: 'a mailbox that holds an envelope is not dropped',
    check: async ({ create, clock }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1, daySeconds);
      await mailboxes.post(post(1, { ttlSeconds: 9 * daySeconds }));
      clock.advance((daySeconds + 1) * 1_000);
      await mailboxes.expire(100);
      await ensureHolds(mailboxes, [1]);
    },
  },
  'totals-count': {
    promise: 'totals count mailboxes, unacked envelopes and their bytes, and registers',
    check: async ({ create }) => {
      const mailboxes = await create();
      for (const number of [1, 2]) await openMailbox(mailboxes, number);
      await mailboxes.post(post(1, { mailboxes: [address(1), address(2)] }));
      await mailboxes.ack(address(2), Number.MAX_SAFE_INTEGER);
      await mailboxes.register({
        token: token(1),
        body: post(1).body,
        ttlSeconds: daySeconds,
        maxEntries: 8,
      });
      const totals = await mailboxes.totals();
      ensureEqual(totals.mailboxes, 2, 'mailboxes');
      ensureEqual(totals.envelopes, 1, 'envelopes');
      ensureEqual(totals.envelopeBytes, 40, 'bytes');
      ensureEqual(totals.registers, 1, 'registers');
    },
  },
  'stop-finishes': {
    promise: 'stopping finishes the posts that are under way, and they are stored',
    check: async ({ create }) => {
      const before = await create();
      await openMailbox(before, 1);
      const posts = [1, 2, 3].map((number) => before.post(post(number)));
      await ensureSettles(before.stop(), 'stop');
      for (const outcomes of await Promise.all(posts))
        ensureOutcomes(outcomes, ['stored'], 'outcome');
      await ensureHolds(await create(), [1, 2, 3]);
    },
  },
  'stop-ends': {
    promise: 'calls after stopping reject with MAILBOXES_CLOSED',
    check: async ({ create }) => {
      const mailboxes = await create();
      await openMailbox(mailboxes, 1);
      await mailboxes.stop();
      await ensureRejects(() => mailboxes.post(post(1)), 'MAILBOXES_CLOSED', 'post');
      await ensureRejects(() => openMailbox(mailboxes, 1), 'MAILBOXES_CLOSED', 'open');
      await ensureRejects(() => mailboxes.ack(address(1), 1), 'MAILBOXES_CLOSED', 'ack');
      await ensureRejects(() => mailboxes.lookup(token(1)), 'MAILBOXES_CLOSED', 'lookup');
      await ensureRejects(
        () => mailboxes.read({ address: address(1), after: 0, maxCount: 1, maxBytes: 1 }),
        'MAILBOXES_CLOSED',
        'read',
      );
    },
  },
  'stop-again': {
    promise: 'stopping again settles and does nothing',
    check: async ({ create }) => {
      const mailboxes = await create();
      await ensureSettles(
        ensureResolves(() => Promise.all([mailboxes.stop(), mailboxes.stop()]), 'stop twice'),
        'stop twice',
      );
      await ensureResolves(() => mailboxes.stop(), 'a later stop');
    },
  },
};
