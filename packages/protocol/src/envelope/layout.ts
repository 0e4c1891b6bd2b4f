import { concatBytes } from '../bytes.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/**
 * The outer envelope, which is all that a relay sees of a message:
 *
 *     version (1 byte) ‖ nonce (12 bytes) ‖ AES-256-GCM ciphertext with its 16-byte tag
 *
 * The plaintext is padded (`pad`); the associated data is the version byte.
 */
export interface Envelope {
  /** 12 bytes, never twice under one key. */
  readonly nonce: Uint8Array;
  /** A padded bucket and the tag. */
  readonly ciphertext: Uint8Array;
}

export const envelopeVersion = 1;
export const envelopeNonceBytes = 12;
export const envelopeTagBytes = 16;
const headBytes = 1 + envelopeNonceBytes;

/** Associated data of every envelope: its version byte. */
export function envelopeAssociatedData(): Uint8Array {
  return Uint8Array.of(envelopeVersion);
}

/** Length of the envelope around a padded plaintext. */
export function envelopeLength(bucketBytes: number): number {
  return headBytes + bucketBytes + envelopeTagBytes;
}

/** Throws as `splitEnvelope` does. */
export function joinEnvelope(envelope: Envelope): Uint8Array {
  if (envelope.nonce.length !== envelopeNonceBytes) throw malformed();
  const bytes = concatBytes(envelopeAssociatedData(), envelope.nonce, envelope.ciphertext);
  splitEnvelope(bytes);
  return bytes;
}

/**
 * The parts of an envelope, as fresh bytes. Its length must be that of a bucket. Throws `ENVELOPE_MALFORMED` or
 * `ENVELOPE_VERSION_UNSUPPORTED`.
 */
export function splitEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw malformed();
  if (bytes[0] !== envelopeVersion) {
    throw protocolError('ENVELOPE_VERSION_UNSUPPORTED', 'The envelope has another version.');
  }
  if (!isBucket(bytes.length - envelopeLength(0))) throw malformed();
  return { nonce: bytes.slice(1, headBytes), ciphertext: bytes.slice(headBytes) };
}

/** True for a power of two from 512 to 65,536. */
export function isBucket(bytes: number): boolean {
  return (
    bytes >= protocolLimits.minEnvelopeBucketBytes &&
    bytes <= protocolLimits.maxEnvelopeBucketBytes &&
    Number.isInteger(Math.log2(bytes))
  );
}

function malformed(): Error {
  return protocolError('ENVELOPE_MALFORMED', 'The bytes are no envelope.');
}
