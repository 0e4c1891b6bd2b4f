import { encodeUtf8 } from '../bytes.ts';
import { tlogError } from '../error.ts';
import type { Note, NoteSignature } from './note.ts';
import { checkNoteText } from './note.ts';
import type { Ed25519, SignerKey } from './signer-key.ts';

/**
 * An Ed25519 signature of a note's text (signed-note, Ed25519 signatures).
 *
 * @throws NOTE_MALFORMED for what cannot be a text; TLOG_INPUT for a key that is for cosignatures.
 */
export async function signNote(
  text: string,
  key: SignerKey,
  ed25519: Pick<Ed25519, 'sign'>,
): Promise<NoteSignature> {
  checkNoteText(text);
  if (key.type !== 'ed25519') throw tlogError('TLOG_INPUT', 'This key signs checkpoints alone.');
  const signature = await ed25519.sign(key.privateKey, encodeUtf8(text));
  return { name: key.name, keyId: key.keyId, signature };
}

/** The note with signatures behind its own; one that it already has of the same name and key id is replaced. */
export function withSignatures(note: Note, signatures: readonly NoteSignature[]): Note {
  const isReplaced = (old: NoteSignature): boolean =>
    signatures.some(({ name, keyId }) => name === old.name && keyId === old.keyId);
  return {
    text: note.text,
    signatures: [...note.signatures.filter((old) => !isReplaced(old)), ...signatures],
  };
}
