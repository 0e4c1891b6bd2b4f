/** Prime of the field: 2^255 - 19 (RFC 8032 §5.1). */
export const fieldPrime: bigint = 2n ** 255n - 19n;

/** Order of the prime-order subgroup, named L in RFC 8032 §5.1. */
export const groupOrder: bigint = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The number that 32 bytes spell, least significant byte first. */
export function readInteger(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  let value = 0n;
  for (let offset = 24; offset >= 0; offset -= 8)
    value = (value << 64n) | view.getBigUint64(offset, true);
  return value;
}

/** 32 bytes, least significant first. */
export function writeInteger(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let offset = 0; offset < 32; offset += 8) {
    view.setBigUint64(offset, BigInt.asUintN(64, value >> BigInt(8 * offset)), true);
  }
  return bytes;
}

/** The inverse of a non-zero field element, by Euclid's algorithm. Not constant-time: for public values only. */
export function invertPublic(value: bigint): bigint {
  let [high, low] = [fieldPrime, value];
  let [highFactor, lowFactor] = [0n, 1n];
  while (low !== 0n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [highFactor, lowFactor] = [lowFactor, highFactor - quotient * lowFactor];
  }
  return highFactor < 0n ? highFactor + fieldPrime : highFactor;
}
