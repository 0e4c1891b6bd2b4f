import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';
import {
  appendPart,
  blobSample,
  complete,
  ensureAbsent,
  ensureStatus,
  nothingStored,
  readAll,
  unfinished,
} from './samples.ts';
import type { BlobsSubject } from './subject.ts';

export type BlobsAppendClauseId =
  | 'append-whole'
  | 'append-parts'
  | 'append-no-bytes'
  | 'append-again'
  | 'append-gap'
  | 'append-in-turn'
  | 'append-apart'
  | 'mismatch-hash'
  | 'mismatch-total'
  | 'mismatch-too-long'
  | 'mismatch-then-right'
  | 'complete-undisturbed';

/** Uploading. */
export const blobsAppendClauses: Clauses<BlobsAppendClauseId, 'blobs', BlobsSubject> = {
  'append-whole': {
    promise: 'a blob appended in one part is complete and can be read',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(100_000);
      ensureStatus(await appendPart(blobs, sample), complete(100_000), 'status of the append');
      ensureStatus(await blobs.status(sample.id), complete(100_000), 'status');
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'append-parts': {
    promise: 'parts in order make a blob, which is complete with the last one and not before',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(10_000);
      await ensureAbsent(blobs, sample.id, 'before the first part');
      ensureStatus(
        await appendPart(blobs, sample, 0, 4000),
        unfinished(4000, 10_000),
        'status after the first part',
      );
      ensureStatus(
        await appendPart(blobs, sample, 4000, 9999),
        unfinished(9999, 10_000),
        'status after the second part',
      );
      ensureStatus(await blobs.status(sample.id), unfinished(9999, 10_000), 'status');
      ensure((await blobs.read(sample.id, 0, 10)) === undefined, 'an unfinished blob can be read');
      ensureStatus(
        await appendPart(blobs, sample, 9999),
        complete(10_000),
        'status after the last part',
      );
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'append-no-bytes': {
    promise: 'a part without bytes stores nothing; the blob without bytes is a blob',
    check: async ({ create }) => {
      const blobs = await create();
      const [sample, empty] = [await blobSample(10), await blobSample(0)];
      ensureStatus(
        await appendPart(blobs, sample, 0, 0),
        nothingStored,
        'status of a part without bytes',
      );
      await appendPart(blobs, sample, 0, 5);
      ensureStatus(
        await appendPart(blobs, sample, 5, 5),
        unfinished(5, 10),
        'status of a part without bytes later',
      );
      ensureStatus(await appendPart(blobs, empty), complete(0), 'status of the blob without bytes');
      ensureBytes(await readAll(blobs, empty.id), empty.bytes, 'the blob without bytes');
      await blobs.stop();
    },
  },
  'append-again': {
    promise: 'a part sent again changes nothing and tells what is stored, also the last one',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(3000);
      await appendPart(blobs, sample, 0, 1000);
      ensureStatus(
        await appendPart(blobs, sample, 0, 1000),
        unfinished(1000, 3000),
        'the first part again',
      );
      await appendPart(blobs, sample, 1000, 2000);
      ensureStatus(
        await appendPart(blobs, sample, 0, 1000),
        unfinished(2000, 3000),
        'the first part after the second',
      );
      ensureStatus(
        await appendPart(blobs, sample, 500, 1500),
        unfinished(2000, 3000),
        'a part that overlaps',
      );
      await appendPart(blobs, sample, 2000);
      ensureStatus(await appendPart(blobs, sample, 2000), complete(3000), 'the last part again');
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'append-gap': {
    promise: 'a part behind a gap is not written and tells what is stored',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(3000);
      ensureStatus(
        await appendPart(blobs, sample, 1000, 2000),
        nothingStored,
        'a part behind nothing',
      );
      await appendPart(blobs, sample, 0, 1000);
      ensureStatus(
        await appendPart(blobs, sample, 2000, 3000),
        unfinished(1000, 3000),
        'a part behind a gap',
      );
      ensureStatus(await appendPart(blobs, sample, 1000), complete(3000), 'the right part');
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'append-in-turn': {
    promise:
      'appends to one blob take effect in the order of the calls, without waiting in between',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(20_000);
      const starts = Array.from({ length: 20 }, (_, index) => index * 1000);
      const statuses = await Promise.all(
        [...starts, ...starts].map((from) => appendPart(blobs, sample, from, from + 1000)),
      );
      for (const [index, status] of statuses.entries()) {
        ensureEqual(
          status.storedBytes,
          Math.min(20_000, (index + 1) * 1000),
          `bytes stored after call ${index + 1}`,
        );
      }
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'append-apart': {
    promise: 'many blobs uploaded at once do not mix',
    check: async ({ create }) => {
      const blobs = await create();
      const samples = await Promise.all(
        Array.from({ length: 40 }, (_, seed) => blobSample(3000, seed + 1)),
      );
      for (const from of [0, 1000, 2000]) {
        const statuses = await Promise.all(
          samples.map((sample) => appendPart(blobs, sample, from, from + 1000)),
        );
        ensure(
          statuses.every(({ storedBytes }) => storedBytes === from + 1000),
          'a part was not stored',
        );
      }
      for (const sample of samples)
        ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'a blob');
      await blobs.stop();
    },
  },
  'mismatch-hash': {
    promise: 'a last part after which the hash is wrong removes everything and says mismatch',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(2000);
      const wrong = { ...sample, bytes: sample.bytes.with(700, (sample.bytes[700] as number) ^ 1) };
      ensureStatus(
        await appendPart(blobs, wrong, 0, 1000),
        unfinished(1000, 2000),
        'the first part',
      );
      ensureStatus(
        await appendPart(blobs, wrong, 1000),
        { ...nothingStored, mismatch: true },
        'the last part',
      );
      await ensureAbsent(blobs, sample.id, 'after a mismatch');
      await blobs.stop();
    },
  },
  'mismatch-total': {
    promise:
      'a total that differs from the first part’s removes what is unfinished and says mismatch',
    check: async ({ create }) => {
      const blobs = await create();
      const { id, bytes } = await blobSample(2000);
      await appendPart(blobs, { id, bytes }, 0, 1000);
      const other = {
        id,
        offset: 1000,
        totalBytes: 2001,
        bytes: bytes.slice(1000),
        ttlSeconds: 60,
      };
      ensureStatus(
        await blobs.append(other),
        { ...nothingStored, mismatch: true },
        'a part with another total',
      );
      await ensureAbsent(blobs, id, 'after a mismatch');
      await blobs.stop();
    },
  },
  'mismatch-too-long': {
    promise: 'bytes beyond the total remove what is unfinished and say mismatch',
    check: async ({ create }) => {
      const blobs = await create();
      const { id, bytes } = await blobSample(2000);
      await appendPart(blobs, { id, bytes }, 0, 1000);
      const long = {
        id,
        offset: 1000,
        totalBytes: 2000,
        bytes: Uint8Array.of(...bytes.slice(1000), 7),
        ttlSeconds: 60,
      };
      ensureStatus(
        await blobs.append(long),
        { ...nothingStored, mismatch: true },
        'a part beyond the total',
      );
      ensureStatus(
        await blobs.append({ ...long, offset: 0, totalBytes: 5 }),
        { ...nothingStored, mismatch: true },
        'a first part beyond the total',
      );
      await ensureAbsent(blobs, id, 'after a mismatch');
      await blobs.stop();
    },
  },
  'mismatch-then-right': {
    promise: 'after a mismatch the right bytes can be uploaded',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(2000);
      await appendPart(blobs, { ...sample, bytes: new Uint8Array(2000) }, 0, 1000);
      await appendPart(blobs, { ...sample, bytes: new Uint8Array(2000) }, 1000);
      await appendPart(blobs, sample, 0, 1500);
      ensureStatus(await appendPart(blobs, sample, 1500), complete(2000), 'the right last part');
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob');
      await blobs.stop();
    },
  },
  'complete-undisturbed': {
    promise: 'no further part, right or wrong, changes a complete blob',
    check: async ({ create }) => {
      const blobs = await create();
      const { id, bytes } = await blobSample(2000);
      await appendPart(blobs, { id, bytes });
      const parts = [
        { offset: 0, totalBytes: 2000, bytes: new Uint8Array(2000) },
        { offset: 2000, totalBytes: 3000, bytes: new Uint8Array(1000) },
        { offset: 0, totalBytes: 10, bytes: new Uint8Array(50) },
        { offset: 0, totalBytes: 0, bytes: new Uint8Array(0) },
      ];
      for (const part of parts) {
        ensureStatus(
          await blobs.append({ id, ttlSeconds: 60, ...part }),
          complete(2000),
          'a part for a complete blob',
        );
      }
      ensureBytes(await readAll(blobs, id), bytes, 'the blob');
      await blobs.stop();
    },
  },
};
