import { bytesEqual } from '@sotto/protocol';
import { MemoryTree } from '@sotto/tlog';
import { actLogError } from '../error.ts';
import type { FollowOptions } from '../head/judge-head.ts';
import type { LogPosition } from '../position/position.ts';
import { makeBundle } from '../sources/make-bundle.ts';
import type { LogSource } from '../sources/source.ts';
import { followSource } from './follow.ts';
import type { LogParts } from './log-parts.ts';
import type { FollowOf } from './outcome.ts';

/** A log as far as it was followed. It never changes: following it further gives another one. */
export interface ActLog {
  readonly position: LogPosition;
  /** Entries of the last accepted head; 0 before the first. */
  readonly size: number;
  readonly entries: readonly Uint8Array[];
  /** The root that the tree had at this size, 32 bytes. @throws TLOG_INPUT when it has not so many entries */
  readonly rootAt: (size: number) => Uint8Array;
  /** The tree, as a copy that is the caller's. */
  readonly tree: () => MemoryTree;
  /**
   * Tries to get to the head of a source. What is new is in the answer: the caller stores it, and goes on with its `log`.
   * Rejects as the source does, and as `verify` does.
   */
  readonly follow: (source: LogSource, options: FollowOptions) => Promise<Follow>;
  /**
   * A bundle of at most `maxBytes` for somebody who has `from` entries: those from there on, as many as fit, and the head when
   * they reach it. Who has the same tree gets the head alone, which may have been witnessed later than theirs.
   *
   * @throws ACT_LOG_INPUT when `maxBytes` is less than 1,024
   */
  readonly bundle: (from: number, maxBytes: number) => Uint8Array;
}

export type Follow = FollowOf<ActLog>;

/**
 * A log from what was kept: its position and all entries of its head. Before the first head there are none.
 *
 * @throws ACT_LOG_CORRUPT when they do not belong together: follow the log from its pin
 */
export function openActLog(position: LogPosition, entries: readonly Uint8Array[]): ActLog {
  const { head, state } = position;
  const tree = new MemoryTree();
  for (const entry of entries) tree.append(entry);
  const isWhole =
    head === undefined
      ? entries.length === 0 && state.next === 0
      : entries.length === head.size &&
        state.next <= head.size &&
        bytesEqual(tree.root(), head.root);
  if (!isWhole)
    throw actLogError('ACT_LOG_CORRUPT', 'Position and entries of the log do not belong together.');
  return logOf({ position, entries: [...entries], tree });
}

function logOf(parts: LogParts): ActLog {
  const { position, entries, tree } = parts;
  const log: ActLog = {
    position,
    size: entries.length,
    entries,
    rootAt: (size) => tree.root(size),
    tree: () => tree.copy(),
    follow: async (source, options) => {
      const followed = await followSource(parts, source, options);
      if (!('log' in followed)) return followed;
      return { ...followed, log: followed.log === parts ? log : logOf(followed.log) };
    },
    bundle: (from, maxBytes) => makeBundle(parts, from, maxBytes),
  };
  return log;
}
