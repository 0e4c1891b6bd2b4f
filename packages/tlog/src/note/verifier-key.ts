import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { concatBytes, encodeUtf8 } from '../bytes.ts';
import { tlogError } from '../error.ts';
import { tlogLimits } from '../limits.ts';
import { isKeyName } from './key-name.ts';

/**
 * What a key signs: `ed25519` the text of any note (signed-note, type 0x01), `cosignature` a checkpoint at a time
 * (tlog-cosignature, Ed25519, type 0x04).
 */
export type NoteKeyType = 'ed25519' | 'cosignature';

/** Whose signatures are believed. */
export interface VerifierKey {
  readonly type: NoteKeyType;
  readonly name: string;
  /** Follows from the others. */
  readonly keyId: number;
  /** Ed25519, 32 bytes (RFC 8032 §5.1.5). Whether they are a sound key shows when a signature is verified. */
  readonly publicKey: Uint8Array;
}

const typeBytes: Readonly<Record<NoteKeyType, number>> = { ed25519: 0x01, cosignature: 0x04 };

/**
 * The key with its id: the first 32 bits of SHA-256(name, newline, type, public key) (signed-note, Signatures).
 *
 * @throws NOTE_KEY_MALFORMED for a name that is none and a public key that has not 32 bytes.
 */
export function verifierKey(type: NoteKeyType, name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name) || publicKey.length !== 32) {
    throw malformed('A key has a name without spaces and plus, and 32 bytes.');
  }
  const typed = concatBytes(Uint8Array.of(typeBytes[type]), publicKey);
  return { type, name, keyId: keyIdOf(name, typed), publicKey: publicKey.slice() };
}

/**
 * A verifier key as text, "vkey": `name+id+base64` (signed-note, Verifier keys).
 *
 * @throws NOTE_KEY_MALFORMED; NOTE_KEY_UNSUPPORTED for a well-formed one of another type.
 */
export function parseVerifierKey(text: string): VerifierKey {
  const { name, id, type, material } = splitKey(text);
  if (material.length !== 32) throw malformed('An Ed25519 key has 32 bytes.');
  const key = verifierKey(type, name, material);
  if (hexOf(key.keyId) !== id) throw malformed('The key id is not that of the key.');
  return key;
}

/** The text that `parseVerifierKey` reads as this key. */
export function formatVerifierKey({ type, name, publicKey }: VerifierKey): string {
  const { keyId } = verifierKey(type, name, publicKey);
  return joinKey(name, keyId, type, publicKey);
}

/** The parts of `name+id+base64(type || material)`. @throws NOTE_KEY_MALFORMED, NOTE_KEY_UNSUPPORTED */
export function splitKey(text: string): {
  readonly name: string;
  readonly id: string;
  readonly type: NoteKeyType;
  readonly material: Uint8Array;
} {
  if (text.length > tlogLimits.maxKeyTextBytes) throw malformed('The key is too long.');
  // Base64 has plus signs too: only the first two separate.
  const [, name = '', id = '', base64 = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const typed = decodeBase64(base64);
  if (!isKeyName(name) || typed === undefined || typed.length < 2) {
    throw malformed('The text is not name, id of 8 hexadecimal digits and base64.');
  }
  const type = noteKeyTypes.find((each) => typeBytes[each] === typed[0]);
  if (type === undefined) {
    throw tlogError('NOTE_KEY_UNSUPPORTED', 'The key is of a type that is not supported here.');
  }
  return { name, id, type, material: typed.slice(1) };
}

export function joinKey(
  name: string,
  keyId: number,
  type: NoteKeyType,
  material: Uint8Array,
): string {
  const typed = concatBytes(Uint8Array.of(typeBytes[type]), material);
  return `${name}+${hexOf(keyId)}+${encodeBase64(typed)}`;
}

export function hexOf(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}

const noteKeyTypes: readonly NoteKeyType[] = ['ed25519', 'cosignature'];

function keyIdOf(name: string, typed: Uint8Array): number {
  const hash = sha256(concatBytes(encodeUtf8(`${name}\n`), typed));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

function malformed(message: string): Error {
  return tlogError('NOTE_KEY_MALFORMED', message);
}
