import { bytesEqual } from '@sotto/protocol';
import type { Note } from '@sotto/tlog';
import { formatNote } from '@sotto/tlog';
import type { FollowOptions } from '../head/judge-head.ts';
import { judgeHead } from '../head/judge-head.ts';
import { readHead } from '../head/read-head.ts';
import type { ActLog, Follow } from '../reading/act-log.ts';
import { checkpointPath, handoverPath } from '../sources/paths.ts';
import type { CheckpointDraft } from './draft.ts';
import type { LogFile } from './tile-files.ts';
import { tileFiles } from './tile-files.ts';

/**
 * - `published`: `files` are to be written in their order, each as a whole, and the last of them is the checkpoint: a reader in
 *   between finds the log of before. None when the same tree was cosigned no later than it was. `log` is what the next draft
 *   begins from.
 * - Any other: what a reader would say to this checkpoint. Nothing is to be written.
 */
export type Publication =
  | { readonly outcome: 'published'; readonly log: ActLog; readonly files: readonly LogFile[] }
  | Exclude<Follow, { readonly log: ActLog }>;

/** What to write for a signed and cosigned draft. It is judged as every reader will. @throws NOTE_MALFORMED for what is no note */
export async function publishCheckpoint(
  draft: CheckpointDraft,
  note: Note,
  options: FollowOptions,
): Promise<Publication> {
  const { log } = draft;
  const bytes = formatNote(note);
  const head = readHead(bytes);
  if (typeof head === 'string') return { outcome: 'refused', reason: head };
  const judged = await judgeHead(head, draft.rules, options);
  if (typeof judged === 'string') return { outcome: 'refused', reason: judged };
  const followed = await log.follow(
    {
      checkpoint: async () => bytes,
      handover: async () => (draft.isHandover ? bytes : undefined),
      entries: async function* added() {
        yield* draft.entries;
      },
    },
    options,
  );
  if (!('log' in followed)) return followed;
  const isTaken = bytesEqual(followed.log.position.head!.note, bytes);
  return { outcome: 'published', log: followed.log, files: isTaken ? filesOf(draft, bytes) : [] };
}

function filesOf(
  { log, tree, entries, size, isHandover }: CheckpointDraft,
  bytes: Uint8Array,
): readonly LogFile[] {
  const since = log.position.handovers.at(-1)?.size ?? 0;
  const handover = isHandover ? [{ path: handoverPath(since), bytes }] : [];
  const tiles = tileFiles(tree, [...log.entries, ...entries], log.size, size);
  return [...tiles, ...handover, { path: checkpointPath, bytes }];
}
