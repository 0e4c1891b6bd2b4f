import { fieldPrime, groupOrder, readInteger } from './curve.ts';

const yMask = 2n ** 255n - 1n;

/**
 * The y of the eight points whose order divides 8: the identity, order 2, order 4, and the two pairs of order 8.
 * Each encoding that has x = 0 is among them, so that "x = 0 with the sign bit set" needs no case of its own.
 */
const smallOrderY: ReadonlySet<bigint> = new Set([
  1n,
  fieldPrime - 1n,
  0n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

/**
 * The y coordinate of an encoded point (RFC 8032 §5.1.2), or `undefined` when it cannot be one of prime order: not 32
 * bytes, y not below the prime, or of small order. That a point with this y exists is not checked.
 */
export function readPointY(encoded: Uint8Array): bigint | undefined {
  if (encoded.length !== 32) return undefined;
  const y = readInteger(encoded) & yMask;
  return y < fieldPrime && !smallOrderY.has(y) ? y : undefined;
}

/** The lowest byte of each y above. What has another one, and is not close to the prime, is refused by no rule. */
const lowestOfSmallOrder: ReadonlySet<number> = new Set(
  smallOrderY.values().map((y) => Number(y & 0xffn)),
);

/**
 * True when 64 bytes have the form of a signature: R canonical and not of small order, S below L (RFC 8032 §5.1.7).
 * Costs no point arithmetic, and in nearly every case no big numbers.
 */
export function isSignatureForm(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  // The prime's highest bytes are 7fff, those of L are 1000.
  const farFromPrime = (signature[31]! & 0x7f) !== 0x7f || signature[30] !== 0xff;
  const hasPoint =
    (farFromPrime && !lowestOfSmallOrder.has(signature[0]!)) ||
    readPointY(signature.subarray(0, 32)) !== undefined;
  return hasPoint && (signature[63]! < 0x10 || readInteger(signature.subarray(32)) < groupOrder);
}
