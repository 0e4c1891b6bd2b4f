/** A string that is equal for equal bytes: a key for `Map`, one character a byte. */
export function byteKey(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
