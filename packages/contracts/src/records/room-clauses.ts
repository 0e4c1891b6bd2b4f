import type { Records } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { Clauses, Stage } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual } from '../ensure.ts';
import { bytesOf, collect, ensureResolves, keysIn, keyText, put } from './entries.ts';
import type { RecordsSubject } from './subject.ts';

export type RecordsRoomClauseId =
  | 'full-refuses'
  | 'full-changes-nothing'
  | 'full-takes-no-other'
  | 'full-recovers';

const room = 2 * 1024 * 1024;
const piece = 128 * 1024;

/** What happens when there is no more room. */
export const recordsRoomClauses: Clauses<RecordsRoomClauseId, 'records', RecordsSubject> = {
  'full-refuses': {
    promise: 'a write without room rejects with RECORDS_FULL, marked retryable',
    check: async (stage) => {
      const { records, refusal } = await filled(stage);
      ensure(
        isSottoError(refusal, 'RECORDS_FULL'),
        'a write without room was not told RECORDS_FULL',
      );
      ensure(refusal.retryable, 'RECORDS_FULL is not retryable');
      await records.close();
    },
  },
  'full-changes-nothing': {
    promise: 'a write without room leaves the store as it was, and readable',
    check: async (stage) => {
      const { records } = await filled(stage);
      const before = await collect(records);
      await ensureFull(
        records.write([
          put(200),
          { remove: bytesOf(1) },
          { put: bytesOf(201), value: randomBytes(2 * room) },
        ]),
      );
      const after = await collect(records);
      ensureEqual(
        keyText(after.map(({ key }) => key)),
        keyText(before.map(({ key }) => key)),
        'keys',
      );
      for (const [index, { value }] of after.entries())
        ensureBytes(value, before[index]?.value ?? value, 'a value');
      ensureEqual((await records.get(bytesOf(1)))?.length, piece, 'bytes of an earlier value');
      await records.close();
    },
  },
  'full-takes-no-other': {
    promise: 'a write without room takes no other with it',
    check: async ({ create, subject }) => {
      await confine(subject);
      const records = await create();
      const outcomes = await Promise.allSettled([
        records.write([put(1)]),
        records.write([{ put: bytesOf(2), value: randomBytes(2 * room) }]),
        records.write([put(3)]),
      ]);
      ensureEqual(
        outcomes.map(({ status }) => status).join(),
        'fulfilled,rejected,fulfilled',
        'outcomes',
      );
      ensureEqual(await keysIn(records), '01,03', 'keys');
      await records.close();
    },
  },
  'full-recovers': {
    promise: 'a full store can be removed from, and then written again',
    check: async (stage) => {
      const { records } = await filled(stage);
      const entries = await collect(records);
      await ensureResolves(
        records.write(
          entries.slice(0, Math.ceil(entries.length / 2)).map(({ key }) => ({ remove: key })),
        ),
        'a removal from a full store',
      );
      await ensureResolves(
        records.write([{ put: bytesOf(250), value: randomBytes(piece) }]),
        'a write after making room',
      );
      ensureEqual((await records.get(bytesOf(250)))?.length, piece, 'bytes of the new value');
      await records.close();
    },
  },
};

/** A store that was written until it refused. */
async function filled({
  create,
  subject,
}: Stage<'records', RecordsSubject>): Promise<{ records: Records; refusal: unknown }> {
  await confine(subject);
  const records = await create();
  // Twice what fits, so that a variant may overshoot somewhat.
  for (let index = 0; index < (4 * room) / piece; index++) {
    const refusal = await records.write([{ put: bytesOf(index), value: randomBytes(piece) }]).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal !== undefined) return { records, refusal };
  }
  return { records, refusal: undefined };
}

async function confine(subject: RecordsSubject): Promise<void> {
  ensure(
    subject.confine !== undefined,
    'the subject cannot confine the store: give confine, or waive the clause',
  );
  await subject.confine(room);
}

async function ensureFull(write: Promise<void>): Promise<void> {
  const error = await write.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  ensure(
    isSottoError(error, 'RECORDS_FULL'),
    'a write far larger than the room was not told RECORDS_FULL',
  );
}

/** Random, so that a medium that compresses fills too. */
function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}
