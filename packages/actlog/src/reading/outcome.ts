import type { EntryOutcome } from '@sotto/charter';
import type { Evidence } from '../forks/evidence.ts';
import type { HeadRefusal } from '../head/judge-head.ts';

/**
 * What following a source came to.
 * - `current`: it has the same tree. `log` is another one than before when its head was witnessed later, or an entry that was held
 *   has its time now.
 * - `advanced`: `entries` were added to the log.
 * - `behind`: it has an older head of this log. There is no going back.
 * - `equivocation`: the log key signed a tree that is not this one. `evidence` proves that to everybody.
 *
 * `outcomes` are of all entries that were replayed, so of held ones from before, too.
 */
export type FollowOf<L> =
  | { readonly outcome: 'current'; readonly log: L; readonly outcomes: readonly EntryOutcome[] }
  | {
      readonly outcome: 'advanced';
      readonly log: L;
      readonly entries: readonly Uint8Array[];
      readonly outcomes: readonly EntryOutcome[];
    }
  | { readonly outcome: 'behind' }
  | { readonly outcome: 'refused'; readonly reason: FollowRefusal }
  | { readonly outcome: 'equivocation'; readonly evidence: Evidence };

/**
 * What is wrong with a head by itself, and:
 * - `missing`: the source has no head, or that of an empty log.
 * - `malformed`: it is no checkpoint in a signed note, or too long for one.
 * - `tooLong`: the log has more entries, bytes or handovers than are followed.
 * - `incomplete`: the source's entries do not lead to its head.
 * - `notPinned`: entry 0 is not the founding charter that is pinned.
 * - `handoverMissing`: an act changed the keys, and those who had them before do not vouch for the log up to that act.
 */
export type FollowRefusal =
  | HeadRefusal
  | 'missing'
  | 'malformed'
  | 'tooLong'
  | 'incomplete'
  | 'notPinned'
  | 'handoverMissing';
