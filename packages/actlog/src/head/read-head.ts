import { isSottoError } from '@sotto/core';
import type { Checkpoint, Note } from '@sotto/tlog';
import { parseCheckpoint, parseNote } from '@sotto/tlog';
import { actLogLimits } from '../limits.ts';

/** A head whose signatures nobody has looked at. */
export interface ReadHead {
  /** As it came. */
  readonly bytes: Uint8Array;
  readonly note: Note;
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** A checkpoint in a signed note, or why it is none that is followed. */
export function readHead(bytes: Uint8Array): ReadHead | 'malformed' | 'tooLong' {
  if (bytes.length > actLogLimits.maxHeadBytes) return 'malformed';
  const parsed = parsedHead(bytes);
  if (parsed === undefined) return 'malformed';
  const { note, checkpoint } = parsed;
  if (checkpoint.size > BigInt(actLogLimits.maxLogEntries)) return 'tooLong';
  const { origin, root } = checkpoint;
  return { bytes: bytes.slice(), note, origin, size: Number(checkpoint.size), root };
}

function parsedHead(
  bytes: Uint8Array,
): { readonly note: Note; readonly checkpoint: Checkpoint } | undefined {
  try {
    const note = parseNote(bytes);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}
