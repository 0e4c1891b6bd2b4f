const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values: ReadonlyMap<string, number> = new Map(Array.from(alphabet, (c, i) => [c, i]));

/** Standard base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < 4; digit += 1) {
      text += digit < digits ? alphabet[(group >> (18 - 6 * digit)) & 63]! : '=';
    }
  }
  return text;
}

/**
 * The bytes, or `undefined` for what is not the one standard encoding of any: other characters, padding that is missing
 * or elsewhere, and bits left over that are not zero (RFC 4648 §3.5). One text for each value leaves nothing to vary.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const decoded = decodeLooseBase64(text);
  return decoded !== undefined && encodeBase64(decoded) === text ? decoded : undefined;
}

/** As `decodeBase64`, but whatever the bits are that are left over. */
export function decodeLooseBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let held = 0;
  let bits = 0;
  let length = 0;
  for (let at = 0; at < digits; at += 1) {
    const value = values.get(text[at]!);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (held >> bits) & 255;
  }
  return bytes;
}
