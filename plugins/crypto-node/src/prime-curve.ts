import * as node from 'node:crypto';
import { refuseInput, requireLength } from './input.ts';
import { importPrivateKey, importPublicKey } from './raw-keys.ts';

/** A curve of FIPS 186-5 (SP 800-186 §3.2.1) with the hash that ECDSA has on it. */
export interface PrimeCurve {
  readonly name: 'p-256' | 'p-384' | 'p-521';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** Of a coordinate, and of a private key. */
  readonly bytes: number;
  /** The group's order n, big-endian. */
  readonly order: Uint8Array;
}

export const primeCurves: Readonly<Record<'P-256' | 'P-384' | 'P-521', PrimeCurve>> = {
  'P-256': {
    name: 'p-256',
    hash: 'sha256',
    bytes: 32,
    order: Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex'),
  },
  'P-384': {
    name: 'p-384',
    hash: 'sha384',
    bytes: 48,
    order: Buffer.from(`${'ff'.repeat(24)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`, 'hex'),
  },
  'P-521': {
    name: 'p-521',
    hash: 'sha512',
    bytes: 66,
    order: Buffer.from(
      `01${'ff'.repeat(32)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
      'hex',
    ),
  },
};

/** The scalar's key. @throws CRYPTO_INPUT for another length, zero, and n or more. */
export function importScalar(curve: PrimeCurve, privateKey: Uint8Array): node.KeyObject {
  requireLength(privateKey, curve.bytes, 'privateKey');
  // Subtracts in full whatever the bytes are: a comparison that stops early would tell where a secret ends.
  let borrow = 0;
  let some = 0;
  for (let index = curve.bytes - 1; index >= 0; index -= 1) {
    borrow = privateKey[index]! - curve.order[index]! - borrow < 0 ? 1 : 0;
    some |= privateKey[index]!;
  }
  if (borrow === 0 || some === 0) refuseInput('privateKey must be from 1 to n - 1.');
  return importPrivateKey(curve.name, privateKey);
}

/** An uncompressed point's key, or `undefined` for anything else. */
export function importPoint(curve: PrimeCurve, publicKey: Uint8Array): node.KeyObject | undefined {
  if (publicKey.length !== 1 + 2 * curve.bytes || publicKey[0] !== 4) return undefined;
  try {
    return importPublicKey(curve.name, publicKey);
  } catch {
    // Form and length were checked before: that the point is not on the curve is all that can be wrong.
    return undefined;
  }
}
