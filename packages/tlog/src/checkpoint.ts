import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Count } from './count.ts';
import { parseDecimal, toCount } from './count.ts';
import { tlogError } from './error.ts';
import { hashBytes } from './merkle/hashing.ts';
import { isNoteText } from './note/note.ts';

/** What a log says of its tree, as in the text of a signed note (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log. Not empty. */
  readonly origin: string;
  /** Leaves of the tree, below 2^63. */
  readonly size: bigint;
  /** Root of the tree (RFC 6962 §2.1), 32 bytes. */
  readonly root: Uint8Array;
  /** Lines after the third, none of them empty. They are signed, and nobody audits them. */
  readonly extensions: readonly string[];
}

/**
 * A checkpoint in the text of a note (tlog-checkpoint, Note text). That the root of size 0 is that of the empty tree is not checked.
 *
 * @throws CHECKPOINT_MALFORMED
 */
export function parseCheckpoint(text: string): Checkpoint {
  const checkpoint = readCheckpoint(text);
  if (checkpoint === undefined) throw malformed();
  return checkpoint;
}

/** As `parseCheckpoint`, with `undefined` for what is none. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', decimal = '', base64 = '', ...rest] = text.split('\n');
  const end = rest.pop();
  const size = parseDecimal(decimal);
  const root = decodeBase64(base64);
  if (origin === '' || size === undefined || root?.length !== hashBytes) return undefined;
  if (end !== '' || rest.includes('') || !isNoteText(text)) return undefined;
  return { origin, size, root, extensions: rest };
}

/**
 * The text that `parseCheckpoint` reads as this checkpoint, to be signed.
 *
 * @throws CHECKPOINT_MALFORMED for lines that are empty or have control characters and a root that has not 32 bytes; TLOG_INPUT for
 * a size that cannot be.
 */
export function formatCheckpoint(checkpoint: {
  readonly origin: string;
  readonly size: Count;
  readonly root: Uint8Array;
  readonly extensions?: readonly string[];
}): string {
  const { origin, size, root, extensions = [] } = checkpoint;
  const lines = [origin, toCount(size).toString(), encodeBase64(root), ...extensions];
  const text = lines.map((line) => `${line}\n`).join('');
  const isOneLine = (line: string): boolean => line !== '' && !line.includes('\n');
  if (root.length !== hashBytes || !lines.every(isOneLine) || !isNoteText(text)) throw malformed();
  return text;
}

function malformed(): Error {
  return tlogError(
    'CHECKPOINT_MALFORMED',
    'A checkpoint is an origin, a decimal size, a root of 32 bytes in base64, and lines that are not empty.',
  );
}
