import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import type { Count } from '../count.ts';
import { parseDecimal, toCount } from '../count.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';
import type { Note, NoteSignature } from '../note/note.ts';
import { readSignatureLines, writeSignatureLines } from '../note/note.ts';
import type { VerifiedSignature } from '../note/open-note.ts';
import { openNote } from '../note/open-note.ts';
import type { Ed25519 } from '../note/signer-key.ts';
import type { VerifierKey } from '../note/verifier-key.ts';

/** The content type of a 409 answer. */
export const sizeContentType = 'text/x.tlog.size';

/**
 * What a witness said (C2SP tlog-witness, add-checkpoint).
 * - `cosigned` (200): signature lines, to be verified with `openCosignatures`.
 * - `conflict` (409): it has cosigned `size`; ask again with a proof from there.
 * - `malformed` 400, `refused` 403 (no signature of a key that it trusts), `unknown-log` 404, `inconsistent` 422.
 * - `failed`: another status. It may be tried again.
 */
export type WitnessAnswer =
  | { readonly outcome: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  | { readonly outcome: 'conflict'; readonly size: bigint }
  | { readonly outcome: 'malformed' | 'refused' | 'unknown-log' | 'inconsistent' | 'failed' };

/** @throws WITNESS_ANSWER_MALFORMED for a 200 without signature lines, and a 409 without a size or of another content type. */
export function parseWitnessAnswer(answer: {
  readonly status: number;
  /** The header as it came; parameters are not looked at. */
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}): WitnessAnswer {
  switch (answer.status) {
    case 200:
      return { outcome: 'cosigned', signatures: parseCosignatureBody(answer.body) };
    case 400:
      return { outcome: 'malformed' };
    case 403:
      return { outcome: 'refused' };
    case 404:
      return { outcome: 'unknown-log' };
    case 409: {
      const type = answer.contentType?.split(';', 1)[0]?.trim().toLowerCase();
      if (type !== sizeContentType) throw malformed();
      return { outcome: 'conflict', size: parseSizeBody(answer.body) };
    }
    case 422:
      return { outcome: 'inconsistent' };
    default:
      return { outcome: 'failed' };
  }
}

/** The body of a 200: signature lines of a note. @throws NOTE_MALFORMED */
export function formatCosignatureBody(signatures: readonly NoteSignature[]): Uint8Array {
  return encodeUtf8(writeSignatureLines(signatures));
}

/** @throws WITNESS_ANSWER_MALFORMED */
export function parseCosignatureBody(body: Uint8Array): readonly NoteSignature[] {
  const text = body.length <= tlogLimits.maxWitnessAnswerBytes ? decodeUtf8(body) : undefined;
  if (text === undefined) throw malformed();
  try {
    return readSignatureLines(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

/** The body of a 409: the size of the latest cosigned checkpoint, and a newline. @throws TLOG_INPUT */
export function formatSizeBody(size: Count): Uint8Array {
  return encodeUtf8(`${toCount(size)}\n`);
}

/** @throws WITNESS_ANSWER_MALFORMED */
export function parseSizeBody(body: Uint8Array): bigint {
  const text = body.length <= 64 ? decodeUtf8(body) : undefined;
  const size = text?.endsWith('\n') ? parseDecimal(text.slice(0, -1)) : undefined;
  if (size === undefined) throw malformed();
  return size;
}

/**
 * The cosignatures among a witness's signature lines that hold for the checkpoint and are of these keys, the first of each key. Lines of other
 * keys are ignored. Empty also when one in the name of a known key does not hold, or has time 0.
 */
export async function openCosignatures(
  note: Pick<Note, 'text'>,
  signatures: readonly NoteSignature[],
  keys: readonly VerifierKey[],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<readonly VerifiedSignature[]> {
  const cosigners = keys.filter(({ type }) => type === 'cosignature');
  const opened = await openNote({ text: note.text, signatures }, cosigners, ed25519);
  if (opened.outcome !== 'verified') return [];
  const isTimed = ({ timestampSeconds }: VerifiedSignature): boolean => timestampSeconds !== 0n;
  return opened.verified.every(isTimed) ? opened.verified : [];
}

function malformed(cause?: unknown): Error {
  return tlogError(
    'WITNESS_ANSWER_MALFORMED',
    'The answer of the witness has not the form that its status asks for.',
    cause,
  );
}
