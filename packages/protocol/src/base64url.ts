import { protocolError } from './error.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((letter, value) => [letter.charCodeAt(0), value]));

/** Base64url without padding (RFC 4648 §5). */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const group = (bytes[index]! << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += alphabet[group >> 18]! + alphabet[(group >> 12) & 63]!;
    if (left > 1) text += alphabet[(group >> 6) & 63]!;
    if (left > 2) text += alphabet[group & 63]!;
  }
  return text;
}

/**
 * The bytes of unpadded base64url text. One text per value: padding, white space, the other alphabet and set
 * bits behind the last byte throw `BASE64URL_MALFORMED`, as does text of more than `maxBytes`.
 */
export function parseBase64url(text: string, maxBytes: number): Uint8Array {
  if (text.length > Math.ceil((maxBytes * 4) / 3)) {
    throw protocolError('BASE64URL_MALFORMED', 'The base64url text is too long.');
  }
  if (text.length % 4 === 1) throw malformed();
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let heldBits = 0;
  let offset = 0;
  for (let index = 0; index < text.length; index++) {
    const value = values.get(text.charCodeAt(index));
    if (value === undefined) throw malformed();
    held = ((held << 6) | value) & 0xfff;
    heldBits += 6;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes[offset++] = (held >> heldBits) & 0xff;
    }
  }
  if ((held & ((1 << heldBits) - 1)) !== 0) throw malformed();
  return bytes;
}

function malformed(): Error {
  return protocolError('BASE64URL_MALFORMED', 'The text is not canonical base64url.');
}
