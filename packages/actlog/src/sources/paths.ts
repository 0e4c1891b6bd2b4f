import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
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
 * Where a witness serves its latest alarm about the log of this origin, below the same prefix as a log's files. Both names are those of
 * verifier keys.
 */
export function alarmPath(origin: string, witness: string): string {
  return `alarm/${bytesToHex(sha256(utf8ToBytes(`${origin}\n${witness}`)))}`;
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
