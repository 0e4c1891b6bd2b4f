import { toHex } from '../bytes.ts';
/**
 * Public keys that have the right length and that nothing can be encrypted to. RFC 9420 §10 wants none of them in a group: a
 * member with one keeps all others from committing.
 */

/** u-coordinates of points of small order on Curve25519, which give a secret of zeros; little-endian, highest bit clear. */
const smallOrder25519: readonly string[] = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
];

/** The same on Curve448: 0, 1, and p less 1, p and p plus 1. */
const smallOrder448: readonly string[] = [
  '00'.repeat(56),
  `01${'00'.repeat(55)}`,
  `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}`,
  `${'ff'.repeat(28)}fe${'ff'.repeat(27)}`,
  `${'00'.repeat(28)}${'ff'.repeat(28)}`,
];

/** Of 32 bytes. RFC 7748 §5 ignores the highest bit. */
export function isSmallOrder25519(publicKey: Uint8Array): boolean {
  return smallOrder25519.includes(toHex(publicKey.with(31, publicKey[31]! & 0x7f)));
}

/** Of 56 bytes. */
export function isSmallOrder448(publicKey: Uint8Array): boolean {
  return smallOrder448.includes(toHex(publicKey));
}

/** FIPS 203 §7.2, the modulus check: every 12 bits of the first `bytes` are a number below 3,329. */
export function isReducedMlKem(publicKey: Uint8Array, bytes: number): boolean {
  for (let at = 0; at < bytes; at += 3) {
    const middle = publicKey[at + 1]!;
    if ((((middle & 0x0f) << 8) | publicKey[at]!) >= 3329) return false;
    if (((publicKey[at + 2]! << 4) | (middle >> 4)) >= 3329) return false;
  }
  return true;
}
