import { isSottoError } from '@sotto/core';
import { parseTilePath } from '@sotto/tlog';
import { actLogLimits } from '../limits.ts';

/** The latest signed head (C2SP tlog-tiles, Checkpoints). */
export const checkpointPath = 'checkpoint';

/** The head with which those handed the log over who had it from size `since` on. */
export function handoverPath(since: number): string {
  return `handover/${since}`;
}

/**
 * What a path below a log's prefix names: `checkpoint`, a `handover`, or a `tile` of hashes or entries, which never changes once it
 * is there, as a handover does not. `undefined` for what is no file of a log; whatever passes has no dot but in `.p/` and
 * cannot lead elsewhere.
 */
export function logPathKind(path: string): 'checkpoint' | 'handover' | 'tile' | undefined {
  if (path === checkpointPath) return 'checkpoint';
  const since = /^handover\/(0|[1-9][0-9]{0,5})$/.exec(path)?.[1];
  if (since !== undefined)
    return Number(since) <= actLogLimits.maxLogEntries ? 'handover' : undefined;
  try {
    parseTilePath(path);
    return 'tile';
  } catch (error) {
    if (!isSottoError(error, 'TILE_PATH_MALFORMED')) throw error;
    return undefined;
  }
}
