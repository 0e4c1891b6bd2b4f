import { concatBytes, encodeUtf8 } from './bytes.ts';
import { parseCheckpoint, readCheckpoint } from './checkpoint.ts';
import type { Count } from './count.ts';
import { asCount, toCount } from './count.ts';
import { tlogError } from './error.ts';
import type { NoteSignature } from './note/note.ts';
import type { Ed25519, SignerKey } from './note/signer-key.ts';
import type { VerifierKey } from './note/verifier-key.ts';

const timestampBytes = 8;

/**
 * What a cosigner signs: `cosignature/v1`, the time, and the whole text of the checkpoint (tlog-cosignature, Ed25519 signed message).
 *
 * @throws TLOG_INPUT for a time that cannot be.
 */
export function cosignedMessage(text: string, timestampSeconds: Count): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${toCount(timestampSeconds)}\n${text}`);
}

/**
 * A cosignature of a checkpoint: that this is the largest consistent tree of its log that the cosigner has seen until that time.
 * Remembering what was seen, and not cosigning against it, is the caller's.
 *
 * @param text of the checkpoint, with its final newline
 * @param timestampSeconds since 1970, not 0
 * @throws CHECKPOINT_MALFORMED; TLOG_INPUT for a key of another type and a time that cannot be.
 */
export async function cosign(
  text: string,
  key: SignerKey,
  timestampSeconds: Count,
  ed25519: Pick<Ed25519, 'sign'>,
): Promise<NoteSignature> {
  parseCheckpoint(text);
  const timestamp = toCount(timestampSeconds);
  if (key.type !== 'cosignature' || timestamp === 0n) {
    throw tlogError('TLOG_INPUT', 'A cosignature needs a key for cosignatures and a time.');
  }
  const signature = await ed25519.sign(key.privateKey, cosignedMessage(text, timestamp));
  const time = new Uint8Array(timestampBytes);
  new DataView(time.buffer).setBigUint64(0, timestamp);
  return { name: key.name, keyId: key.keyId, signature: concatBytes(time, signature) };
}

/**
 * The time of a cosignature that holds, in seconds since 1970, or `undefined` when it does not: of another length, a time of 2^63
 * or more, a text that is no checkpoint, or a bad signature.
 */
export async function verifyCosignature(
  text: string,
  key: VerifierKey,
  signature: Uint8Array,
  ed25519: Pick<Ed25519, 'verify'>,
): Promise<bigint | undefined> {
  if (signature.length !== timestampBytes + 64 || !readCheckpoint(text)) return undefined;
  const view = new DataView(signature.buffer, signature.byteOffset);
  const timestamp = asCount(view.getBigUint64(0));
  if (timestamp === undefined) return undefined;
  const holds = await ed25519.verify(
    key.publicKey,
    cosignedMessage(text, timestamp),
    signature.slice(timestampBytes),
  );
  return holds ? timestamp : undefined;
}
