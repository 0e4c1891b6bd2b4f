import { flipBit, fromHex, joinBytes } from '../bytes.ts';

/** The number that bytes spell, most significant first. */
export function readNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** `length` bytes, most significant first. */
export function writeNumber(value: bigint, length: number): Uint8Array {
  return fromHex(value.toString(16).padStart(2 * length, '0'));
}

/**
 * What is no public key on a P curve, though something makes it look like one: other encodings of a good point, points
 * that are not on the curve, coordinates that are not below the prime, other lengths.
 */
export function badPoints(point: Uint8Array, prime: bigint): readonly Uint8Array[] {
  const bytes = (point.length - 1) / 2;
  const [x, y] = [point.slice(1, 1 + bytes), point.slice(1 + bytes)];
  const parity = y.at(-1)! & 1;
  const bad = [
    joinBytes(Uint8Array.of(2 + parity), x),
    joinBytes(Uint8Array.of(6 + parity), x, y),
    joinBytes(Uint8Array.of(0), x, y),
    joinBytes(Uint8Array.of(4), y, x),
    joinBytes(Uint8Array.of(4), x, new Uint8Array(bytes)),
    Uint8Array.of(4, ...new Uint8Array(2 * bytes)),
    Uint8Array.of(0),
    new Uint8Array(0),
    joinBytes(x, y),
    point.slice(0, -1),
    joinBytes(point, Uint8Array.of(0)),
    flipBit(point, 8 * bytes),
    flipBit(point, 8 * point.length - 8),
    Uint8Array.of(4, ...new Uint8Array(2 * bytes).fill(0xff)),
  ];
  for (const [addX, addY] of [
    [prime, 0n],
    [0n, prime],
  ] as const) {
    const [greaterX, greaterY] = [readNumber(x) + addX, readNumber(y) + addY];
    // The same point once more, where the coordinates' bytes have room for it.
    if (greaterX >> BigInt(8 * bytes) || greaterY >> BigInt(8 * bytes)) continue;
    bad.push(
      joinBytes(Uint8Array.of(4), writeNumber(greaterX, bytes), writeNumber(greaterY, bytes)),
    );
  }
  return bad;
}

/** What is no private key on a P curve: other lengths, zero, and n or more. */
export function badScalars(order: Uint8Array): readonly Uint8Array[] {
  const bytes = order.length;
  const n = readNumber(order);
  return [
    ...[0, 1, bytes - 1, bytes + 1, 2 * bytes].map((length) => new Uint8Array(length).fill(1)),
    new Uint8Array(bytes),
    order,
    writeNumber(n + 1n, bytes),
    new Uint8Array(bytes).fill(0xff),
  ];
}
