import { bytesEqual, encodeUtf8 } from '../bytes.ts';
import { verifyCosignature } from '../cosignature.ts';
import { tlogError } from '../error.ts';
import type { Note, NoteSignature } from './note.ts';
import type { Ed25519 } from './signer-key.ts';
import type { VerifierKey } from './verifier-key.ts';

/** A signature that holds, of a key that is known. */
export interface VerifiedSignature extends NoteSignature {
  readonly key: VerifierKey;
  /** When a `cosignature` says it was made, in seconds since 1970; `undefined` for `ed25519`. Nothing says that it is true. */
  readonly timestampSeconds: bigint | undefined;
}

/**
 * - `verified`: one known key or more signed, and every signature in the name of a known key holds.
 * - `unknown`: the note is in the name of no known key. It must be ignored.
 * - `forged`: a signature in the name of a known key does not hold. The whole note must be ignored.
 */
export type OpenedNote =
  | {
      readonly outcome: 'verified';
      readonly text: string;
      /** The first of each key, in the note's order. Their number is the number of keys. */
      readonly verified: readonly VerifiedSignature[];
      /** Of keys that are not known; may be anything. */
      readonly unknown: readonly NoteSignature[];
    }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'forged'; readonly key: VerifierKey };

/**
 * Whose note this is (signed-note, Signatures). Signatures of unknown keys are ignored, also when name or key id, not both, is that of
 * a known key. A second signature of a key is verified as well, and not counted.
 *
 * @throws TLOG_INPUT when two different keys have one name and key id.
 */
export async function openNote(
  note: Note,
  keys: readonly VerifierKey[],
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<OpenedNote> {
  const known = new Map<string, VerifierKey>();
  for (const key of keys) {
    const other = known.get(nameOf(key));
    if (other !== undefined && !isSameKey(key, other)) {
      throw tlogError('TLOG_INPUT', 'Two different keys have one name and key id.');
    }
    known.set(nameOf(key), key);
  }
  const verified = new Map<VerifierKey, VerifiedSignature>();
  const unknown: NoteSignature[] = [];
  for (const signature of note.signatures) {
    const key = known.get(nameOf(signature));
    if (key === undefined) {
      unknown.push(signature);
      continue;
    }
    const first = verified.get(key);
    if (first !== undefined && bytesEqual(first.signature, signature.signature)) continue;
    const checked = await verifyOne(note.text, key, signature, ed25519);
    if (checked === undefined) return { outcome: 'forged', key };
    if (first === undefined) verified.set(key, checked);
  }
  if (verified.size === 0) return { outcome: 'unknown' };
  return { outcome: 'verified', text: note.text, verified: [...verified.values()], unknown };
}

async function verifyOne(
  text: string,
  key: VerifierKey,
  line: NoteSignature,
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<VerifiedSignature | undefined> {
  const { signature } = line;
  if (key.type === 'cosignature') {
    const timestampSeconds = await verifyCosignature(text, key, signature, ed25519);
    return timestampSeconds === undefined ? undefined : { ...line, key, timestampSeconds };
  }
  const holds =
    signature.length === 64 && (await ed25519.verify(key.publicKey, encodeUtf8(text), signature));
  return holds ? { ...line, key, timestampSeconds: undefined } : undefined;
}

function nameOf({ name, keyId }: { readonly name: string; readonly keyId: number }): string {
  return `${name}+${keyId}`;
}

function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.type === b.type && bytesEqual(a.publicKey, b.publicKey);
}
