import type { SottoError } from './error.ts';
import { isSottoError } from './error.ts';
import type { RecordChange, RecordsErrorCode } from './points/records.ts';

// One transaction may block its thread; these keep it to some milliseconds.
const maxGroupChanges = 1024;
const maxGroupBytes = 4 * 1024 * 1024;

/** The order of writes to one store, and their group commit. For implementations of the `records` point. */
export interface RecordQueue<Change extends RecordChange = RecordChange> {
  /** Resolves when a commit that holds the changes has succeeded; rejects with what `commit` threw for them. */
  readonly add: (changes: readonly Change[]) => Promise<void>;
  /** Runs a step by itself, after all that was added before it and before all that comes after. */
  readonly alone: (step: () => void | Promise<void>) => Promise<void>;
}

interface Waiting<Change> {
  /** `undefined`: a step of its own. */
  readonly changes: readonly Change[] | undefined;
  readonly run: () => void | Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: writes that wait together share one transaction, because a transaction's cost is its trip to the medium.
 * When a group fails, each of its writes is tried by itself, in order, so that one that does not fit takes no other with it.
 * After RECORDS_BROKEN it is unknown what reached the medium: no further `add` is tried, all reject with that error.
 *
 * @param commit applies all changes durably, or throws and applies none
 * @param gather resolves when it is time to commit what has come together
 */
export function createRecordQueue<Change extends RecordChange = RecordChange>(
  commit: (changes: readonly Change[]) => void | Promise<void>,
  gather: () => Promise<void>,
): RecordQueue<Change> {
  let waiting: Waiting<Change>[] = [];
  let draining = false;
  let broken: SottoError<RecordsErrorCode> | undefined;

  function enqueue(
    changes: Waiting<Change>['changes'],
    run: Waiting<Change>['run'],
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ changes, run, resolve, reject });
      if (!draining) void drain();
    });
  }

  async function drain(): Promise<void> {
    draining = true;
    while (waiting.length > 0) {
      await gather();
      const count = groupSize(waiting);
      const group = waiting.slice(0, count);
      waiting = waiting.slice(count);
      if (group.length === 1 || !(await commitTogether(group)))
        for (const item of group) await runOne(item);
    }
    draining = false;
  }

  async function commitTogether(group: readonly Waiting<Change>[]): Promise<boolean> {
    try {
      if (broken !== undefined) return false;
      await commit(group.flatMap(({ changes }) => changes ?? []));
    } catch (error) {
      // Not lost: the write that fails fails again by itself, and its caller is told.
      if (isSottoError<RecordsErrorCode>(error, 'RECORDS_BROKEN')) broken = error;
      return false;
    }
    for (const { resolve } of group) resolve();
    return true;
  }

  async function runOne({ changes, run, resolve, reject }: Waiting<Change>): Promise<void> {
    try {
      if (changes !== undefined && broken !== undefined) throw broken;
      await run();
      resolve();
    } catch (error) {
      if (isSottoError<RecordsErrorCode>(error, 'RECORDS_BROKEN')) broken = error;
      reject(error);
    }
  }

  return {
    add: (changes) => enqueue(changes, () => commit(changes)),
    alone: (step) => enqueue(undefined, step),
  };
}

/** How many of the waiting form one transaction: at least one, and a step of its own is always one by itself. */
function groupSize(waiting: readonly Waiting<RecordChange>[]): number {
  let count = 0;
  let changeCount = 0;
  let bytes = 0;
  for (const { changes } of waiting) {
    if (changes === undefined) break;
    changeCount += changes.length;
    for (const change of changes) bytes += 'put' in change ? change.value.length : 0;
    if (count > 0 && (changeCount > maxGroupChanges || bytes > maxGroupBytes)) break;
    count += 1;
  }
  return Math.max(1, count);
}
