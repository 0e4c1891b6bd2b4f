import type { IdentityHash } from '@sotto/core';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesEqual, compareBytes, concatBytes } from '../bytes.ts';
import { encodeBase64url, parseBase64url } from '../base64url.ts';
import { protocolError } from '../error.ts';
import { encodeUtf8 } from '../utf8.ts';
import { identityHashBytes } from './identity-hash.ts';

const label = 'Sotto safety number v1\0';
const groups = 12;
const bytesPerGroup = 5;

/**
 * Sixty digits, twelve groups of five with a space between, that two people compare: the same for both, whoever asks.
 *
 * SHA-512 of the label, a zero byte, the smaller hash and the larger one (bytewise). Each group is the next five bytes,
 * big-endian, modulo 100,000. That is 199 bits: who wants two pairs of identities with one number must try about 2^99.
 */
export function safetyNumber(a: IdentityHash, b: IdentityHash): string {
  const [low, high] = compareBytes(a, b) <= 0 ? [a, b] : [b, a];
  const digest = sha512(concatBytes(encodeUtf8(label), low, high));
  return Array.from({ length: groups }, (_, group) => {
    let number = 0;
    for (let index = 0; index < bytesPerGroup; index++)
      number = number * 256 + digest[group * bytesPerGroup + index]!;
    return String(number % 100_000).padStart(5, '0');
  }).join(' ');
}

/** What a handset shows as a QR code to be verified by another. */
export interface SafetyCode {
  /** Of the person who shows the code. */
  readonly own: IdentityHash;
  /** Of the person they believe to be showing it to. */
  readonly other: IdentityHash;
}

const prefix = 'sotto-verify:';
const textChars = Math.ceil((2 * identityHashBytes * 4) / 3);

/** `sotto-verify:` and base64url of both hashes. */
export function encodeSafetyCode(code: SafetyCode): string {
  return prefix + encodeBase64url(concatBytes(code.own, code.other));
}

/** Throws `SAFETY_CODE_MALFORMED`. */
export function parseSafetyCode(text: string): SafetyCode {
  if (text.length !== prefix.length + textChars || !text.startsWith(prefix)) throw malformed();
  let hashes: Uint8Array;
  try {
    hashes = parseBase64url(text.slice(prefix.length), 2 * identityHashBytes);
  } catch (cause) {
    throw malformed(cause);
  }
  return {
    own: hashes.slice(0, identityHashBytes) as IdentityHash,
    other: hashes.slice(identityHashBytes) as IdentityHash,
  };
}

/** True when a scanned code is of the contact and meant for the one who scans it. */
export function safetyCodeMatches(
  scanned: SafetyCode,
  own: IdentityHash,
  contact: IdentityHash,
): boolean {
  return bytesEqual(scanned.own, contact) && bytesEqual(scanned.other, own);
}

function malformed(cause?: unknown): Error {
  return protocolError('SAFETY_CODE_MALFORMED', 'The code is no Sotto safety code.', cause);
}
