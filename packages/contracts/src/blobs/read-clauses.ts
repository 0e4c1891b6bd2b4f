import { isSottoError } from '@sotto/core';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureSettles } from '../ensure.ts';
import {
  appendPart,
  blobSample,
  complete,
  ensureAbsent,
  ensureStatus,
  joinPieces,
  readAll,
} from './samples.ts';
import type { BlobsSubject } from './subject.ts';

export type BlobsReadClauseId =
  | 'read-absent'
  | 'read-range'
  | 'read-beyond'
  | 'read-pieces'
  | 'read-owned'
  | 'read-stop-early'
  | 'read-while-removed'
  | 'remove-whole'
  | 'remove-unfinished'
  | 'remove-absent';

const maxPieceBytes = 256 * 1024;

/** Downloading and removing. */
export const blobsReadClauses: Clauses<BlobsReadClauseId, 'blobs', BlobsSubject> = {
  'read-absent': {
    promise: 'read of a blob that is not there gives undefined',
    check: async ({ create }) => {
      const blobs = await create();
      const { id } = await blobSample(10);
      ensure((await blobs.read(id, 0, 10)) === undefined, 'read gives something');
      await blobs.stop();
    },
  },
  'read-range': {
    promise: 'read gives the bytes from start to before end',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(600_000);
      await appendPart(blobs, sample);
      for (const [start, end] of [
        [0, 1],
        [599_999, 600_000],
        [1000, 2000],
        [262_143, 262_146],
        [5, 599_990],
        [7, 7],
        [9, 3],
      ] as const) {
        ensureBytes(
          await readAll(blobs, sample.id, start, end),
          sample.bytes.subarray(start, Math.max(start, end)),
          `bytes ${start} to ${end}`,
        );
      }
      await blobs.stop();
    },
  },
  'read-beyond': {
    promise: 'read beyond the end gives what there is',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1000);
      await appendPart(blobs, sample);
      ensureBytes(
        await readAll(blobs, sample.id, 900, 5000),
        sample.bytes.subarray(900),
        'bytes 900 to 5000 of 1000',
      );
      ensureBytes(
        await readAll(blobs, sample.id, 1000, 1001),
        new Uint8Array(0),
        'bytes behind the end',
      );
      ensureBytes(
        await readAll(blobs, sample.id, 3000, 5000),
        new Uint8Array(0),
        'bytes far behind the end',
      );
      await blobs.stop();
    },
  },
  'read-pieces': {
    promise: 'read gives pieces of 1 byte to 256 KiB',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1_000_000);
      await appendPart(blobs, sample);
      for await (const piece of (await blobs.read(sample.id, 0, 1_000_000)) ?? []) {
        ensure(
          piece.length > 0 && piece.length <= maxPieceBytes,
          `a piece of ${piece.length} bytes`,
        );
      }
      await blobs.stop();
    },
  },
  'read-owned': {
    promise: 'changing a piece changes nothing stored and no other piece',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(600_000);
      await appendPart(blobs, sample);
      const pieces: Uint8Array[] = [];
      for await (const piece of (await blobs.read(sample.id, 0, 600_000)) ?? [])
        pieces.push(piece.fill(pieces.length));
      ensure(
        pieces.every((piece, index) => piece.every((byte) => byte === index)),
        'two pieces share their bytes',
      );
      ensureBytes(await readAll(blobs, sample.id), sample.bytes, 'the blob read again');
      await blobs.stop();
    },
  },
  'read-stop-early': {
    promise: 'a reader that stops early, or never begins, is in nobody’s way',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1_000_000);
      await appendPart(blobs, sample);
      await blobs.read(sample.id, 0, 1_000_000);
      const begun = (await blobs.read(sample.id, 0, 1_000_000))?.[Symbol.asyncIterator]();
      await begun?.next();
      for await (const piece of (await blobs.read(sample.id, 0, 1_000_000)) ?? []) {
        if (piece.length > 0) break;
      }
      ensure(
        await ensureSettles(blobs.remove(sample.id), 'remove'),
        'the blob could not be removed',
      );
      await ensureSettles(blobs.stop(), 'stop');
      await begun?.return?.();
    },
  },
  'read-while-removed': {
    promise:
      'a blob removed while being read is given to its end or fails, and is never cut silently',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1_500_000);
      for (const begin of [false, true]) {
        await appendPart(blobs, sample);
        const pieces = await blobs.read(sample.id, 0, sample.bytes.length);
        ensure(pieces !== undefined, 'the blob is not there');
        const iterator = pieces[Symbol.asyncIterator]();
        const first = begin ? (await iterator.next()).value : undefined;
        await blobs.remove(sample.id);
        const rest = await joinPieces({ [Symbol.asyncIterator]: () => iterator }).catch(
          (error: unknown) => error,
        );
        if (rest instanceof Uint8Array)
          ensureEqual((first?.length ?? 0) + rest.length, sample.bytes.length, 'bytes given');
        else
          ensure(
            isSottoError(rest, 'BLOBS_UNAVAILABLE'),
            'failed with something else than BLOBS_UNAVAILABLE',
          );
      }
      await blobs.stop();
    },
  },
  'remove-whole': {
    promise: 'a removed blob is gone, and can be uploaded again',
    check: async ({ create }) => {
      const blobs = await create();
      const [sample, other] = [await blobSample(1000), await blobSample(1000, 2)];
      await appendPart(blobs, sample);
      await appendPart(blobs, other);
      ensure(await blobs.remove(sample.id), 'remove said that there was none');
      await ensureAbsent(blobs, sample.id, 'after remove');
      ensureStatus(await blobs.status(other.id), complete(1000), 'status of another blob');
      ensureStatus(await appendPart(blobs, sample), complete(1000), 'status of uploading again');
      await blobs.stop();
    },
  },
  'remove-unfinished': {
    promise: 'an unfinished blob can be removed',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1000);
      await appendPart(blobs, sample, 0, 500);
      ensure(await blobs.remove(sample.id), 'remove said that there was none');
      await ensureAbsent(blobs, sample.id, 'after remove');
      await blobs.stop();
    },
  },
  'remove-absent': {
    promise: 'remove of a blob that is not there gives false',
    check: async ({ create }) => {
      const blobs = await create();
      const sample = await blobSample(1000);
      ensure(!(await blobs.remove(sample.id)), 'remove said that there was one');
      await appendPart(blobs, sample);
      await blobs.remove(sample.id);
      ensure(!(await blobs.remove(sample.id)), 'remove said that there was one, again');
      await blobs.stop();
    },
  },
};
