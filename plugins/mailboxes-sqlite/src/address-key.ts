/**
 * A string that is equal for equal addresses of 32 bytes at `at`: a key for `Map`, two bytes a character. Written out
 * because it is made for every post, and every other way (Buffer's, TextDecoder's, a loop's) takes two to four times as
 * long.
 */
export function addressKey(bytes: Uint8Array, at: number = 0): string {
  return String.fromCharCode(
    pair(bytes, at),
    pair(bytes, at + 2),
    pair(bytes, at + 4),
    pair(bytes, at + 6),
    pair(bytes, at + 8),
    pair(bytes, at + 10),
    pair(bytes, at + 12),
    pair(bytes, at + 14),
    pair(bytes, at + 16),
    pair(bytes, at + 18),
    pair(bytes, at + 20),
    pair(bytes, at + 22),
    pair(bytes, at + 24),
    pair(bytes, at + 26),
    pair(bytes, at + 28),
    pair(bytes, at + 30),
  );
}

function pair(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}
