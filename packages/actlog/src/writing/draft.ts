import type { EntryOutcome } from '@sotto/charter';
import type { Ed25519, MemoryTree } from '@sotto/tlog';
import { formatCheckpoint, tlogLimits } from '@sotto/tlog';
import { actLogError } from '../error.ts';
import type { LogRules } from '../log-rules.ts';
import { logRules } from '../log-rules.ts';
import type { ActLog } from '../reading/act-log.ts';
import type { Walk } from '../reading/walk.ts';
import { walkAll, walkEntries } from '../reading/walk.ts';
import { actLogLimits } from '../limits.ts';

/** A checkpoint that is to be signed, cosigned and published. */
export interface CheckpointDraft {
  /** What is published so far. */
  readonly log: ActLog;
  /** What it adds; nothing for a checkpoint that is to be cosigned anew. */
  readonly entries: readonly Uint8Array[];
  /** What was given and comes behind a handover: it needs a checkpoint of its own, under the next keys. */
  readonly rest: readonly Uint8Array[];
  /** What the entries come to. */
  readonly outcomes: readonly EntryOutcome[];
  /** Who signs and cosigns it: those who have the log before its last entry. */
  readonly rules: LogRules;
  /** Whether it hands the log over. */
  readonly isHandover: boolean;
  readonly size: number;
  /** The text that the log key signs (C2SP tlog-checkpoint). */
  readonly text: string;
  readonly tree: MemoryTree;
}

/**
 * The next checkpoint of a log: with all of these entries, or those up to the first that hands the log over. Without entries it is that
 * of the same tree, for later cosignatures.
 *
 * @throws ACT_LOG_INPUT when the log would not begin with its pinned charter, would be longer than readers follow, and for an
 *   entry of more than 65,535 bytes
 */
export async function draftCheckpoint(
  log: ActLog,
  entries: readonly Uint8Array[],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<CheckpointDraft> {
  checkBounds(log, entries);
  const { state: published } = await walkAll(log.position.state, log.entries, ed25519);
  const first = published.network === undefined ? entries.slice(0, 1) : [];
  const founded = await walkEntries(published, first, ed25519);
  const before = founded.state.network?.document.charter;
  if (before === undefined)
    throw actLogError('ACT_LOG_INPUT', 'A log begins with the founding charter that is pinned.');
  const walk: Walk = await walkEntries(founded.state, entries.slice(first.length), ed25519);
  const added = entries.slice(0, walk.state.next - log.size);
  const tree = log.tree();
  for (const entry of added) tree.append(entry);
  const rules = logRules(before);
  const size = walk.state.next;
  return {
    log,
    entries: added,
    rest: entries.slice(added.length),
    outcomes: [...founded.outcomes, ...walk.outcomes],
    rules,
    isHandover: walk.handoverAt !== undefined,
    size,
    text: formatCheckpoint({ origin: rules.logKey.name, size, root: tree.root() }),
    tree,
  };
}

function checkBounds(log: ActLog, entries: readonly Uint8Array[]): void {
  const bytes = [...log.entries, ...entries].reduce((sum, { length }) => sum + length, 0);
  const isTooLong =
    log.size + entries.length > actLogLimits.maxLogEntries ||
    bytes > actLogLimits.maxLogBytes ||
    entries.some(({ length }) => length > tlogLimits.maxEntryBytes);
  if (isTooLong) throw actLogError('ACT_LOG_INPUT', 'The log would be longer than readers follow.');
}
