import type { Access } from '@sotto/core';
import type { AccessHolderClauseId } from '../../access/holder-clauses.ts';
import { countingBytes } from '../../bytes.ts';
import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import { judging } from './judging.ts';

export const accessHolderFlaws: Flaws<AccessHolderClauseId, 'access'> = {
  'holder-first': anyHolder(),
  'holder-survives-reopening': (create) => {
    let opened = 0;
    return async () => {
      const good = await create();
      return opened++ === 0 ? good : { ...good, judge: forAnybody(good) };
    };
  },
  'holder-first-at-once': anyHolder(),
  'holder-outlasts-mailboxes': flawOf((good) => {
    let isForgotten = false;
    // With the last mailbox goes what is known of its holder.
    return {
      judge: (request) => (isForgotten ? forAnybody(good) : good.judge)(request),
      forget: async (addresses) => {
        await good.forget(addresses);
        isForgotten = true;
      },
    };
  }),
};

function anyHolder(): Flaw<'access'> {
  return judging((request, judge) => forAnybody({ judge })(request));
}

/** Takes everybody for the one holder that the clauses use first. */
function forAnybody({ judge }: Pick<Access, 'judge'>): Access['judge'] {
  return (request) => judge({ ...request, holder: countingBytes(32, 101) });
}
