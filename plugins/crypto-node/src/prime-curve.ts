import * as node from 'node:crypto';
import { refuseInput } from './input.ts';
import { joinBytes, ownBytes } from './own-bytes.ts';

/** A curve of FIPS 186-5 (SP 800-186 §3.2.1) with the hash that ECDSA has on it. */
export interface PrimeCurve {
  /** OpenSSL's name. */
  readonly name: 'prime256v1' | 'secp384r1' | 'secp521r1';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** Of a coordinate, and of a private key. */
  readonly bytes: number;
  /** The group's order n, big-endian. */
  readonly order: Uint8Array;
  /** SubjectPublicKeyInfo (RFC 5480) up to where the point begins. */
  readonly publicHeader: Uint8Array;
  /** PKCS #8 around ECPrivateKey (RFC 5915) up to where the scalar begins, and from there to the point. */
  readonly privateHeaders: readonly [Uint8Array, Uint8Array];
}

const hex = (digits: string): Uint8Array => Buffer.from(digits, 'hex');

export const primeCurves: Readonly<Record<'P-256' | 'P-384' | 'P-521', PrimeCurve>> = {
  'P-256': {
    name: 'prime256v1',
    hash: 'sha256',
    bytes: 32,
    order: hex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    publicHeader: hex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
    privateHeaders: [
      hex('308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420'),
      hex('a144034200'),
    ],
  },
  'P-384': {
    name: 'secp384r1',
    hash: 'sha384',
    bytes: 48,
    order: hex(`${'ff'.repeat(24)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`),
    publicHeader: hex('3076301006072a8648ce3d020106052b81040022036200'),
    privateHeaders: [
      hex('3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430'),
      hex('a164036200'),
    ],
  },
  'P-521': {
    name: 'secp521r1',
    hash: 'sha512',
    bytes: 66,
    order: hex(
      `01${'ff'.repeat(32)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
    ),
    publicHeader: hex('30819b301006072a8648ce3d020106052b8104002303818600'),
    privateHeaders: [
      hex('3081ee020100301006072a8648ce3d020106052b810400230481d63081d30201010442'),
      hex('a1818903818600'),
    ],
  },
};

/** A scalar ready for ECDH, with its point, which took one multiplication. */
export interface PrimeKey {
  readonly ecdh: node.ECDH;
  readonly publicKey: Uint8Array;
}

/** @throws CRYPTO_INPUT for zero, and n or more. The length was checked before. */
export function importScalar(curve: PrimeCurve, scalar: Uint8Array): PrimeKey {
  // Subtracts in full whatever the bytes are: a comparison that stops early would tell of the secret.
  let borrow = 0;
  let some = 0;
  for (let index = curve.bytes - 1; index >= 0; index -= 1) {
    borrow = ((scalar[index]! - curve.order[index]! - borrow) >> 8) & 1;
    some |= scalar[index]!;
  }
  if (borrow === 0 || some === 0) refuseInput('privateKey must be from 1 to n - 1.');
  const ecdh = node.createECDH(curve.name);
  ecdh.setPrivateKey(scalar);
  return { ecdh, publicKey: ownBytes(ecdh.getPublicKey()) };
}

/** For signing. With the point in it: without, OpenSSL multiplies twice. The copy with the headers is overwritten. */
export function importSigningKey(
  { privateHeaders: [before, between] }: PrimeCurve,
  scalar: Uint8Array,
  publicKey: Uint8Array,
): node.KeyObject {
  const der = joinBytes(before, scalar, between, publicKey);
  try {
    return node.createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** True when the bytes have the form of an uncompressed point. */
export function isPointForm(curve: PrimeCurve, point: Uint8Array): boolean {
  return point.length === 1 + 2 * curve.bytes && point[0] === 4;
}

/** For verifying; `undefined` when the point is not on the curve. */
export function importPoint(curve: PrimeCurve, point: Uint8Array): node.KeyObject | undefined {
  const der = joinBytes(curve.publicHeader, point);
  try {
    return node.createPublicKey({ key: Buffer.from(der.buffer), format: 'der', type: 'spki' });
  } catch {
    // The form was checked before: that it is not on the curve is all that can be wrong with a point.
    return undefined;
  }
}
