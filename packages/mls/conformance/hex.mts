/** Bytes in hexadecimal digits. */
export type Hex = string;

export function fromHex(hex: Hex): Uint8Array {
  return Uint8Array.fromHex(hex);
}
