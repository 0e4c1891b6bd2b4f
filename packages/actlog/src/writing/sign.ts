import { bytesEqual } from '@sotto/protocol';
import type { Ed25519, Note, NoteSignature, SignerKey } from '@sotto/tlog';
import {
  formatAddCheckpointRequest,
  openCosignatures,
  signNote,
  withSignatures,
} from '@sotto/tlog';
import { actLogError } from '../error.ts';
import type { CheckpointDraft } from './draft.ts';

/** Signs a draft with the log key. @throws ACT_LOG_INPUT for another key than the one that has the log */
export async function signDraft(
  { text, rules: { logKey } }: CheckpointDraft,
  key: SignerKey,
  ed25519: Pick<Ed25519, 'sign'>,
): Promise<Note> {
  if (key.name !== logKey.name || !bytesEqual(key.publicKey, logKey.publicKey))
    throw actLogError('ACT_LOG_INPUT', 'This is not the key that has the log.');
  return { text, signatures: [await signNote(text, key, ed25519)] };
}

/**
 * The body of an `add-checkpoint` request (C2SP tlog-witness) to a witness that cosigned `oldSize` entries; 0 for none. A witness
 * that answers with another size, at most the draft's, is asked again with that.
 *
 * @throws TLOG_INPUT when `oldSize` is larger than the draft
 */
export function witnessRequest(
  { tree, size }: CheckpointDraft,
  note: Note,
  oldSize: number,
): Uint8Array {
  const proof = oldSize === 0 ? [] : tree.consistencyProof(oldSize, size);
  return formatAddCheckpointRequest({ oldSize, proof, note });
}

/** The note with what a witness answered, as far as it holds and is of a witness of the charter. */
export async function withCosignatures(
  { rules }: CheckpointDraft,
  note: Note,
  signatures: readonly NoteSignature[],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<Note> {
  const opened = await openCosignatures(note, signatures, rules.witnesses, ed25519);
  return withSignatures(
    note,
    opened.map(({ name, keyId, signature }) => ({ name, keyId, signature })),
  );
}
