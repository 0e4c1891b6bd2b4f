/** A string with one character a byte: strings compare as their bytes do, and can be keys of a `Map`. */
export function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export function stringBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
