import { decodeBase64, encodeBase64 } from '../base64.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { readCheckpoint } from '../checkpoint.ts';
import type { Count } from '../count.ts';
import { parseDecimal, toCount } from '../count.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';
import { hashBytes } from '../merkle/hashing.ts';
import type { Note } from '../note/note.ts';
import { formatNote, parseNote } from '../note/note.ts';

/** What a log asks of a witness: to cosign a checkpoint that follows from one it cosigned before. */
export interface AddCheckpointRequest {
  /** Size of the latest checkpoint that the witness is thought to have cosigned; 0 for none. */
  readonly oldSize: bigint;
  /** Consistency proof from `oldSize`, hashes of 32 bytes, at most 63; empty when `oldSize` is 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint. Nobody has looked at its signatures. */
  readonly note: Note;
  /** What the note's text says. */
  readonly checkpoint: Checkpoint;
}

/**
 * The body of an `add-checkpoint` request (C2SP tlog-witness, add-checkpoint). That `oldSize` is not above the checkpoint's is left to
 * `judgeCheckpoint`, which comes after the signature.
 *
 * @throws WITNESS_REQUEST_MALFORMED
 */
export function parseAddCheckpointRequest(bytes: Uint8Array): AddCheckpointRequest {
  if (bytes.length > tlogLimits.maxWitnessRequestBytes) throw malformed();
  const blank = bytes.findIndex((byte, at) => byte === 10 && bytes[at + 1] === 10);
  const head = decodeUtf8(bytes.subarray(0, Math.max(blank, 0)));
  const [first = '', ...lines] = head?.split('\n', tlogLimits.maxProofHashes + 2) ?? [];
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
  if (oldSize === undefined || lines.length > tlogLimits.maxProofHashes) throw malformed();
  const proof = lines.map(readHash);
  const note = readNote(bytes.subarray(blank + 2));
  const checkpoint = readCheckpoint(note.text);
  if (checkpoint === undefined) throw malformed();
  return { oldSize, proof, note, checkpoint };
}

/** The body that `parseAddCheckpointRequest` reads as this. @throws WITNESS_REQUEST_MALFORMED, NOTE_MALFORMED, TLOG_INPUT */
export function formatAddCheckpointRequest(request: {
  readonly oldSize: Count;
  readonly proof: readonly Uint8Array[];
  readonly note: Note;
}): Uint8Array {
  const { oldSize, proof, note } = request;
  const isHash = ({ length }: Uint8Array): boolean => length === hashBytes;
  if (proof.length > tlogLimits.maxProofHashes || !proof.every(isHash)) throw malformed();
  if (readCheckpoint(note.text) === undefined) throw malformed();
  const lines = [`old ${toCount(oldSize)}`, ...proof.map(encodeBase64), ''];
  const head = encodeUtf8(lines.map((line) => `${line}\n`).join(''));
  const body = concatBytes(head, formatNote(note));
  if (body.length > tlogLimits.maxWitnessRequestBytes) throw malformed();
  return body;
}

function readHash(line: string): Uint8Array {
  const hash = decodeBase64(line);
  if (hash?.length !== hashBytes) throw malformed();
  return hash;
}

function readNote(bytes: Uint8Array): Note {
  try {
    return parseNote(bytes);
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): Error {
  return tlogError(
    'WITNESS_REQUEST_MALFORMED',
    'The request is not an old size, at most 63 hashes, an empty line and a signed checkpoint.',
    cause,
  );
}
