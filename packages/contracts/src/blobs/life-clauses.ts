import { isSottoError } from '@sotto/core';
import type { Blobs, StoredPart } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureSettles } from '../ensure.ts';
import {
  appendPart,
  blobSample,
  complete,
  ensureAbsent,
  ensureStatus,
  readAll,
  unfinished,
} from './samples.ts';
import type { BlobsSubject } from './subject.ts';

export type BlobsLifeClauseId =
  | 'expire-whole'
  | 'expire-extended'
  | 'expire-unfinished'
  | 'totals'
  | 'restart-whole'
  | 'restart-unfinished'
  | 'restart-mismatch'
  | 'bounds'
  | 'stop-refuses'
  | 'stop-finishes'
  | 'full';

const minuteMs = 60_000;

/** Time, restarts, and room. */
export const blobsLifeClauses: Clauses<BlobsLifeClauseId, 'blobs', BlobsSubject> = {
  'expire-whole': {
    promise:
      'expire removes complete blobs when the seconds given with the last part have passed, and not before',
    check: async ({ create, clock }) => {
      const blobs = await create();
      const [brief, long] = [await blobSample(1000), await blobSample(1000, 2)];
      await appendPart(blobs, brief, 0, 500, 9999);
      clock.advance(minuteMs);
      await appendPart(blobs, brief, 500, 1000, 100);
      await appendPart(blobs, long, 0, 1000, 10_000);
      clock.advance(98_000);
      ensureEqual(await blobs.expire(1), 0, 'removed after 98 of 100 seconds');
      ensureBytes(await readAll(blobs, brief.id), brief.bytes, 'a blob before its expiry');
      clock.advance(3000);
      ensureEqual(await blobs.expire(1), 1, 'removed after 101 of 100 seconds');
      await ensureAbsent(blobs, brief.id, 'an expired blob');
      ensureStatus(await blobs.status(long.id), complete(1000), 'another blob');
      await blobs.stop();
    },
  },
  'expire-extended': {
    promise: 'a further part for a complete blob moves its expiry on, and never back',
    check: async ({ create, clock }) => {
      const blobs = await create();
      const sample = await blobSample(1000);
      await appendPart(blobs, sample, 0, 1000, 100);
      await appendPart(blobs, sample, 0, 1000, 300);
      await appendPart(blobs, sample, 500, 1000, 50);
      clock.advance(290_000);
      ensureEqual(await blobs.expire(1), 0, 'removed after 290 of 300 seconds');
      clock.advance(20_000);
      ensureEqual(await blobs.expire(1), 1, 'removed after 310 of 300 seconds');
      await blobs.stop();
    },
  },
  'expire-unfinished': {
    promise: 'expire removes unfinished blobs that nobody touched for the time given',
    check: async ({ create, clock }) => {
      const blobs = await create();
      const [left, current] = [await blobSample(1000), await blobSample(1000, 2)];
      await appendPart(blobs, left, 0, 500, 1);
      await appendPart(blobs, current, 0, 300, 1);
      clock.advance(50_000);
      await appendPart(blobs, current, 300, 600, 1);
      clock.advance(50_000);
      ensureEqual(await blobs.expire(101), 0, 'removed before the time given');
      ensureEqual(await blobs.expire(90), 1, 'removed after the time given');
      await ensureAbsent(blobs, left.id, 'a blob left unfinished');
      ensureStatus(
        await appendPart(blobs, current, 600),
        complete(1000),
        'the last part of one that was touched',
      );
      await blobs.stop();
    },
  },
  totals: {
    promise: 'totals counts whole blobs and all bytes, at most a minute late',
    check: async ({ create, clock }) => {
      const blobs = await create();
      const samples = await Promise.all([1, 2, 3].map((seed) => blobSample(1000 * seed, seed)));
      for (const sample of samples) await appendPart(blobs, sample);
      await appendPart(blobs, await blobSample(5000, 4), 0, 500);
      clock.advance(minuteMs);
      const before = await blobs.totals();
      ensureEqual(`${before.blobs} blobs, ${before.bytes} bytes`, '3 blobs, 6500 bytes', 'totals');
      for (const { id } of samples.slice(1)) await blobs.remove(id);
      clock.advance(minuteMs);
      const after = await blobs.totals();
      ensureEqual(
        `${after.blobs} blobs, ${after.bytes} bytes`,
        '1 blobs, 1500 bytes',
        'totals after removing two',
      );
      await blobs.stop();
    },
  },
  'restart-whole': {
    promise: 'complete blobs and their expiry survive a restart',
    check: async ({ create, clock }) => {
      const first = await create();
      const sample = await blobSample(300_000);
      await appendPart(first, sample, 0, 300_000, 100);
      await first.stop();
      const second = await create();
      ensureBytes(await readAll(second, sample.id), sample.bytes, 'the blob');
      clock.advance(90_000);
      ensureEqual(await second.expire(1), 0, 'removed after 90 of 100 seconds');
      clock.advance(20_000);
      ensureEqual(await second.expire(1), 1, 'removed after 110 of 100 seconds');
      await second.stop();
    },
  },
  'restart-unfinished': {
    promise: 'an upload goes on after a restart, and the hash is checked over all of it',
    check: async ({ create }) => {
      const sample = await blobSample(900_000);
      for (const [from, to] of [
        [0, 1],
        [1, 500_000],
        [500_000, 900_000],
      ] as const) {
        const blobs = await create();
        if (from > 0)
          ensureStatus(
            await blobs.status(sample.id),
            unfinished(from, 900_000),
            'status after a restart',
          );
        await appendPart(blobs, sample, from, to);
        await blobs.stop();
      }
      const blobs = await create();
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'restart-mismatch': {
    promise: 'what was wrong before a restart is found after it',
    check: async ({ create }) => {
      const sample = await blobSample(1000);
      const first = await create();
      await appendPart(
        first,
        { ...sample, bytes: sample.bytes.with(3, (sample.bytes[3] as number) ^ 1) },
        0,
        500,
      );
      await first.stop();
      const second = await create();
      ensure((await appendPart(second, sample, 500)).mismatch, 'no mismatch');
      await ensureAbsent(second, sample.id, 'after a mismatch');
      await second.stop();
    },
  },
  bounds: {
    promise:
      'ids that are not 32 bytes, and offsets, sizes and times that are no whole numbers from 0, reject with BLOBS_BOUNDS',
    check: async ({ create }) => {
      const blobs = await create();
      const { id, bytes } = await blobSample(10);
      for (const wrong of [id.subarray(1), new Uint8Array(33), new Uint8Array(0)]) {
        const short = wrong as typeof id;
        await ensureRejects(
          () => blobs.status(short),
          'BLOBS_BOUNDS',
          `status of an id of ${wrong.length} bytes`,
        );
        await ensureRejects(
          () => blobs.read(short, 0, 1),
          'BLOBS_BOUNDS',
          `read of an id of ${wrong.length} bytes`,
        );
        await ensureRejects(
          () => blobs.remove(short),
          'BLOBS_BOUNDS',
          `remove of an id of ${wrong.length} bytes`,
        );
        await ensureRejects(
          () => appendPart(blobs, { id: short, bytes }),
          'BLOBS_BOUNDS',
          `append of an id of ${wrong.length} bytes`,
        );
      }
      const good: StoredPart = { id, offset: 0, totalBytes: 10, bytes, ttlSeconds: 60 };
      for (const number of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const name of ['offset', 'totalBytes', 'ttlSeconds'] as const) {
          await ensureRejects(
            () => blobs.append({ ...good, [name]: number }),
            'BLOBS_BOUNDS',
            `append with ${name} ${number}`,
          );
        }
        await ensureRejects(() => blobs.read(id, number, 5), 'BLOBS_BOUNDS', `read from ${number}`);
        await ensureRejects(
          () => blobs.expire(number),
          'BLOBS_BOUNDS',
          `expire of ${number} seconds`,
        );
      }
      await ensureAbsent(blobs, id, 'after calls out of bounds');
      await blobs.stop();
    },
  },
  'stop-refuses': {
    promise: 'calls after stop reject with BLOBS_CLOSED, and stopping again does nothing',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(10);
      await blobs.stop();
      await ensureSettles(blobs.stop(), 'stopping again');
      await ensureRejects(() => appendPart(blobs, sample), 'BLOBS_CLOSED', 'append');
      await ensureRejects(() => blobs.status(sample.id), 'BLOBS_CLOSED', 'status');
      await ensureRejects(() => blobs.read(sample.id, 0, 1), 'BLOBS_CLOSED', 'read');
      await ensureRejects(() => blobs.remove(sample.id), 'BLOBS_CLOSED', 'remove');
      await ensureRejects(() => blobs.expire(1), 'BLOBS_CLOSED', 'expire');
      await ensureRejects(() => blobs.totals(), 'BLOBS_CLOSED', 'totals');
    },
  },
  'stop-finishes': {
    promise: 'stop waits for the appends called before it',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(400_000);
      const first = appendPart(blobs, sample, 0, 200_000);
      const last = appendPart(blobs, sample, 200_000);
      let settled = false;
      const both = Promise.allSettled([first, last]).then((outcomes) => {
        settled = true;
        return outcomes;
      });
      await blobs.stop();
      await Promise.resolve().then(() => undefined);
      const statuses = (await ensureSettles(both, 'appends called before stop')).map(
        (one) => one.status,
      );
      ensure(
        settled && statuses.join() === 'fulfilled,fulfilled',
        'an append called before stop failed',
      );
      const again: Blobs = await create();
      ensureStatus(await again.status(sample.id), complete(400_000), 'status after a restart');
      await again.stop();
    },
  },
  full: {
    promise:
      'a part without room rejects with BLOBS_UNAVAILABLE, marked retryable, and goes through when there is room',
    check: async ({ create, subject }) => {
      ensure(
        subject.confine !== undefined,
        'the subject cannot confine the store: give confine, or waive the clause',
      );
      await subject.confine(1_000_000);
      const blobs = await create();
      const [first, second] = [await blobSample(700_000), await blobSample(700_000, 2)];
      await appendPart(blobs, first);
      await appendPart(blobs, second, 0, 200_000);
      const refusal = await appendPart(blobs, second, 200_000).then(
        () => undefined,
        (error: unknown) => error,
      );
      ensure(
        isSottoError(refusal, 'BLOBS_UNAVAILABLE') && refusal.retryable,
        'no retryable BLOBS_UNAVAILABLE',
      );
      ensureBytes(await readAll(blobs, first.id), first.bytes, 'a blob stored before');
      await blobs.remove(first.id);
      const { storedBytes } = await blobs.status(second.id);
      ensure(storedBytes >= 200_000, 'a part stored before is gone');
      ensureStatus(
        await appendPart(blobs, second, storedBytes),
        complete(700_000),
        'the part when there is room',
      );
      await blobs.stop();
    },
  },
};
