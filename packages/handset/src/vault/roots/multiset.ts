/**
 * A multiset of records, told by how many they are and by the sum of a keyed hash of each, modulo 2^256: MSet-Add-Hash (Clarke, Devadas,
 * van Dijk, Gassend, Suh, Asiacrypt 2003). Whoever lacks the key finds no other multiset with the same sum, and adding or removing
 * one record costs the same however many there are.
 */
export interface Multiset {
  /** What was taken from a store may have been taken by somebody else before: then it is less than none. */
  readonly count: number;
  /** 32 bytes, the most significant first. */
  readonly sum: Uint8Array;
}

export const sumBytes = 32;
export const emptyMultiset: Multiset = { count: 0, sum: new Uint8Array(sumBytes) };

export function withElement({ count, sum }: Multiset, element: Uint8Array): Multiset {
  return { count: count + 1, sum: sumOf(sum, element, 1) };
}

export function withoutElement({ count, sum }: Multiset, element: Uint8Array): Multiset {
  return { count: count - 1, sum: sumOf(sum, element, -1) };
}

export function isSameMultiset(a: Multiset, b: Multiset): boolean {
  return a.count === b.count && a.sum.every((byte, index) => byte === b.sum[index]);
}

function sumOf(a: Uint8Array, b: Uint8Array, sign: 1 | -1): Uint8Array {
  const sum = new Uint8Array(sumBytes);
  let carry = 0;
  for (let index = sumBytes - 1; index >= 0; index -= 1) {
    const digit = (a[index] ?? 0) + sign * (b[index] ?? 0) + carry;
    sum[index] = digit & 0xff;
    carry = digit >> 8;
  }
  return sum;
}
