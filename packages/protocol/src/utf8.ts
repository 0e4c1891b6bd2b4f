const encoder = new TextEncoder();
// A byte order mark is a character like any other here: dropping it would break re-encoding.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of `text`. A lone surrogate has no encoding: test `text.isWellFormed()` before. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text, or `undefined` when the bytes are not valid UTF-8 (RFC 3629). */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // The platform's only way of saying "not UTF-8".
    return undefined;
  }
}
