import { ed25519 } from '@noble/curves/ed25519.js';

export const Point = ed25519.Point;
export type Point = InstanceType<typeof ed25519.Point>;

export const prime: bigint = 2n ** 255n - 19n;
export const order: bigint = 2n ** 252n + 27742317777372353535851937790883648493n;

/** 32 bytes, least significant first. */
export function integerBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  );
}

export function bytesInteger(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** A point of order 8: the torsion part of the first point whose torsion part has that order. */
const torsion: Point = (() => {
  for (let y = 2n; ; y += 1n) {
    let point: Point;
    try {
      point = Point.fromBytes(integerBytes(y));
    } catch {
      continue;
    }
    // L is 5 modulo 8, so that L times a point is a point of the same torsion order.
    const part = point.multiplyUnsafe(order - 1n).add(point);
    if (!part.multiplyUnsafe(4n).is0()) return part;
  }
})();

/** `count` times the point of order 8; 0 to 7 gives every point of small order. */
export function smallOrderPoint(count: number): Point {
  return count === 0 ? Point.ZERO : torsion.multiplyUnsafe(BigInt(count));
}
