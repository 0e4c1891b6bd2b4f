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

/**
 * The inverse of a non-zero field element. Not constant-time: for public values only. Euclid's algorithm in Lehmer's
 * manner (Knuth, TAOCP 4.5.2, algorithm L): quotients are found on the leading 51 bits, as plain numbers, some fifteen at
 * a time, which takes a fifth of the time of finding each on the whole.
 */
export function invertPublic(value: bigint): bigint {
  let [high, low] = [fieldPrime, value];
  let [highFactor, lowFactor] = [0n, 1n];
  while (low !== 0n) {
    const [a, b, c, d] = leadingSteps(high, low);
    if (b === 0) {
      const quotient = high / low;
      [high, low] = [low, high - quotient * low];
      [highFactor, lowFactor] = [lowFactor, highFactor - quotient * lowFactor];
    } else {
      const [bigA, bigB, bigC, bigD] = [BigInt(a), BigInt(b), BigInt(c), BigInt(d)];
      [high, low] = [bigA * high + bigB * low, bigC * high + bigD * low];
      [highFactor, lowFactor] = [
        bigA * highFactor + bigB * lowFactor,
        bigC * highFactor + bigD * lowFactor,
      ];
    }
  }
  return highFactor < 0n ? highFactor + fieldPrime : highFactor;
}

/** As many steps of Euclid's algorithm as the leading bits are sure of, as one matrix (a b / c d); b = 0 means none. */
function leadingSteps(
  high: bigint,
  low: bigint,
): readonly [a: number, b: number, c: number, d: number] {
  const shift = BigInt(Math.max(0, Math.floor(Math.log2(Number(high))) - 50));
  let [x, y] = [Number(high >> shift), Number(low >> shift)];
  let [a, b, c, d] = [1, 0, 0, 1];
  // The true numbers lie between these and one more: a quotient counts when it is the same at both ends.
  while (y + c !== 0 && y + d !== 0) {
    const quotient = Math.floor((x + a) / (y + c));
    if (quotient !== Math.floor((x + b) / (y + d))) break;
    [a, b, c, d] = [c, d, a - quotient * c, b - quotient * d];
    [x, y] = [y, x - quotient * y];
  }
  return [a, b, c, d];
}
