import { fieldPrime, groupOrder, invertPublic, writeInteger } from './curve.ts';
import { readPointY } from './encoding.ts';

/** True when the bytes are the canonical encoding of a point of prime order; `false` for everything else, of whatever length. */
export type PrimeOrderTest = (encoded: Uint8Array) => Promise<boolean>;

/** X25519 (RFC 7748) of a fixed scalar, `primeOrderScalar`, and the given u coordinate; 32 bytes each. */
export type PrimeOrderMultiply = (u: Uint8Array) => Promise<Uint8Array>;

/**
 * 5L - 1, 32 bytes, least significant first: the X25519 private key of the test below. It is already "clamped"
 * (a multiple of 8, bit 254 the highest), so that X25519 uses it as it is. Nothing secret.
 */
export const primeOrderScalar: Uint8Array = writeInteger(5n * groupOrder - 1n);

/**
 * The test for prime order by one native X25519. u(P) is the same for P and -P, and (5L - 1)P is one of these two
 * exactly when the order of P divides 5L or 5L - 2. Of the orders there are (divisors of 8L; for a y without a
 * point, divisors of the twist's 4L') only L and 1 do, and 1 was refused before. See docs/decisions/ed25519.md.
 */
export function primeOrderByX25519(multiply: PrimeOrderMultiply): PrimeOrderTest {
  return async (encoded) => {
    const y = readPointY(encoded);
    if (y === undefined) return false;
    const u = writeInteger(((1n + y) * invertPublic(1n - y + fieldPrime)) % fieldPrime);
    const multiple = await multiply(u);
    return multiple.length === 32 && multiple.every((byte, index) => byte === u[index]);
  };
}
