import type { ActLog } from '../reading/act-log.ts';
import { checkpointPath, handoverPath } from '../sources/paths.ts';
import type { LogFile } from './tile-files.ts';
import { tileFiles } from './tile-files.ts';

/**
 * The files of a log as far as it was followed, for a mirror that has those of `oldSize` entries (0: none). They are to be written in
 * their order, each as a whole: the checkpoint is the last. Empty before the first head.
 *
 * @throws TLOG_INPUT when `oldSize` is larger than the log
 */
export function logFiles(log: ActLog, oldSize: number): readonly LogFile[] {
  const { head, handovers } = log.position;
  if (head === undefined) return [];
  return [
    ...tileFiles(log.tree(), log.entries, oldSize, log.size),
    ...handovers.map(({ note }, at) => ({
      path: handoverPath(handovers[at - 1]?.size ?? 0),
      bytes: note,
    })),
    { path: checkpointPath, bytes: head.note },
  ];
}
