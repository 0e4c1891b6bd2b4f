import type { Crypto, RelayUrl } from '@sotto/core';
import { isRelayUrl } from '@sotto/protocol';
import { concat } from '../bytes.ts';
import { handsetError } from '../error.ts';

/** What is on the paper. */
export interface RecoveryCode {
  /** 16 random bytes: everything else follows from them. */
  readonly secret: Uint8Array;
  /** Where backups may be found; in the QR code, and beside the letters. */
  readonly relay: RelayUrl | undefined;
}

export const recoverySecretBytes = 16;
const version = 1;
const checksumBytes = 3;
const prefix = 'sotto-recovery:';
/** Crockford's: no letter that is taken for a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters = ((1 + recoverySecretBytes + checksumBytes) * 8) / 5;

/**
 * 32 letters in 8 groups: a version byte, the secret, and three bytes of SHA-256 over both. `qr` has the relay too.
 */
export async function encodeRecoveryCode(
  crypto: Pick<Crypto, 'hash'>,
  { secret, relay }: RecoveryCode,
): Promise<{ readonly text: string; readonly qr: string }> {
  const head = concat(Uint8Array.of(version), secret);
  const sum = (await crypto.hash('SHA-256', head)).subarray(0, checksumBytes);
  const plain = toLetters(concat(head, sum));
  const text = plain.match(/.{4}/g)!.join('-');
  return { text, qr: `${prefix}${plain}${relay === undefined ? '' : `@${relay}`}` };
}

/**
 * Reads what is on the paper, typed or scanned: small letters, spaces, and O, I and L for 0 and 1 are taken for what they are.
 * @throws RECOVERY_CODE_MALFORMED
 */
export async function parseRecoveryCode(
  crypto: Pick<Crypto, 'hash' | 'equal'>,
  code: string,
): Promise<RecoveryCode> {
  if (code.length > 600) return malformed();
  const trimmed = code.trim();
  const whole = trimmed.toLowerCase().startsWith(prefix) ? trimmed.slice(prefix.length) : trimmed;
  const at = whole.indexOf('@');
  const [typed, place] = at < 0 ? [whole, undefined] : [whole.slice(0, at), whole.slice(at + 1)];
  if (place !== undefined && !isRelayUrl(place)) return malformed();
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  const bytes = fromLetters(plain);
  const head = bytes.subarray(0, 1 + recoverySecretBytes);
  const sum = (await crypto.hash('SHA-256', head)).subarray(0, checksumBytes);
  if (head[0] !== version || !crypto.equal(sum, bytes.subarray(head.length))) return malformed();
  return { secret: head.slice(1), relay: place };
}

function toLetters(bytes: Uint8Array): string {
  let text = '';
  let waiting = 0;
  let bits = 0;
  for (const byte of bytes) {
    waiting = ((waiting << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(waiting >> (bits - 5)) & 31];
  }
  return text;
}

function fromLetters(text: string): Uint8Array {
  if (text.length !== letters) return malformed();
  const bytes = new Uint8Array((letters * 5) / 8);
  let waiting = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return malformed();
    waiting = ((waiting << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (waiting >> bits) & 255;
  }
  return bytes;
}

function malformed(): never {
  throw handsetError(
    'RECOVERY_CODE_MALFORMED',
    'This is no recovery code, or a letter of it is wrong.',
  );
}
