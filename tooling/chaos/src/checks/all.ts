import type { Check, Ending, Failure } from '../ending.ts';
import { editsCount } from './edits-count.ts';
import { keysOnce } from './keys-once.ts';
import { noSurprise } from './no-surprise.ts';
import { nothingLost } from './nothing-lost.ts';
import { nothingMissing } from './nothing-missing.ts';
import { picturesRight } from './pictures-right.ts';
import { removedReadNothing } from './removed-read-nothing.ts';
import { sameGroup } from './same-group.ts';
import { sameHistory } from './same-history.ts';
import { shownOnce } from './shown-once.ts';

const checks: readonly Check[] = [
  noSurprise,
  keysOnce,
  removedReadNothing,
  shownOnce,
  sameGroup,
  nothingLost,
  nothingMissing,
  sameHistory,
  editsCount,
  picturesRight,
];

/** Everything that must hold when all is quiet. */
export function checkAll(ending: Ending): readonly Failure[] {
  return checks.flatMap((check) => check(ending));
}
