import { isSottoError, SottoError } from '@sotto/core';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { RecordsRoomClauseId } from '../../records/room-clauses.ts';

export const recordsRoomFlaws: Flaws<RecordsRoomClauseId, 'records'> = {
  'full-refuses': whenFull(async (error) => {
    throw new SottoError('RECORDS_FULL', 'Full.', { cause: error, retryable: false });
  }),
  // Keeps the changes that fit.
  'full-changes-nothing': flawOf(({ write }) => ({
    write: async (changes) => {
      for (const change of changes) await write([change]);
    },
  })),
  'full-takes-no-other': flawOf(({ write }) => {
    let group: Promise<void>[] = [];
    return {
      write: async (changes) => {
        group.push(write(changes));
        await Promise.resolve();
        const mine = group;
        await Promise.all(mine);
        group = [];
      },
    };
  }),
  // Once full, refuses everything.
  'full-recovers': flawOf(({ write }) => {
    let full = false;
    return {
      write: async (changes) => {
        if (full) throw new SottoError('RECORDS_FULL', 'Full.', { retryable: true });
        await write(changes).catch((error: unknown) => {
          if (isSottoError(error, 'RECORDS_FULL')) full = true;
          throw error;
        });
      },
    };
  }),
};

function whenFull(answer: (error: unknown) => Promise<void>): Flaw<'records'> {
  return flawOf(({ write }) => ({
    write: (changes) =>
      write(changes).catch((error: unknown) => {
        if (isSottoError(error, 'RECORDS_FULL')) return answer(error);
        throw error;
      }),
  }));
}
