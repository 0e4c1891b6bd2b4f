import { fromHex } from './bytes.ts';
import { refuseInput } from './input.ts';
import type { CurveKey } from './x25519.ts';

/** A curve of FIPS 186-5 (SP 800-186 §3.2.1) with the hash that ECDSA has on it. */
export interface PrimeCurve {
  readonly name: 'P-256' | 'P-384' | 'P-521';
  readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Of a coordinate, and of a private key. */
  readonly bytes: number;
  /** The group's order n, big-endian. */
  readonly order: Uint8Array;
  /** PKCS #8 (RFC 5208) around ECPrivateKey (RFC 5915) up to where the scalar begins; no public key follows. */
  readonly privateHeader: Uint8Array;
}

export const primeCurves: { readonly [Name in PrimeCurve['name']]: PrimeCurve } = {
  'P-256': {
    name: 'P-256',
    hash: 'SHA-256',
    bytes: 32,
    order: fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    privateHeader: fromHex(
      '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
    ),
  },
  'P-384': {
    name: 'P-384',
    hash: 'SHA-384',
    bytes: 48,
    order: fromHex(`${'ff'.repeat(24)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`),
    privateHeader: fromHex('304e020100301006072a8648ce3d020106052b81040022043730350201010430'),
  },
  'P-521': {
    name: 'P-521',
    hash: 'SHA-512',
    bytes: 66,
    order: fromHex(
      `01${'ff'.repeat(32)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
    ),
    privateHeader: fromHex('3060020100301006072a8648ce3d020106052b81040023044930470201010442'),
  },
};

/** ECDSA and ECDH on one curve. Scalars are from 1 to n - 1, points uncompressed. */
export interface PrimeCurvePlatform<SignKey = unknown, VerifyKey = unknown, AgreeKey = unknown> {
  readonly importSignKey: (scalar: Uint8Array) => Promise<CurveKey<SignKey>>;
  /** `undefined` for a point that is not on the curve. */
  readonly importVerifyKey: (point: Uint8Array) => Promise<VerifyKey | undefined>;
  /** r and s, one behind the other. */
  readonly sign: (key: SignKey, message: Uint8Array) => Promise<Uint8Array>;
  readonly verify: (key: VerifyKey, message: Uint8Array, raw: Uint8Array) => Promise<boolean>;
  readonly importAgreeKey: (scalar: Uint8Array) => Promise<CurveKey<AgreeKey>>;
  /** The x coordinate; `undefined` for a point that is not on the curve. */
  readonly agree: (key: AgreeKey, point: Uint8Array) => Promise<Uint8Array | undefined>;
}

/** @throws CRYPTO_INPUT for zero, and n or more. The length was checked before. */
export function requireInRange({ bytes, order }: PrimeCurve, scalar: Uint8Array): void {
  // Subtracts in full whatever the bytes are: a comparison that stops early would tell of the secret.
  let borrow = 0;
  let some = 0;
  for (let index = bytes - 1; index >= 0; index -= 1) {
    borrow = ((scalar[index]! - order[index]! - borrow) >> 8) & 1;
    some |= scalar[index]!;
  }
  if (borrow === 0 || some === 0) refuseInput('privateKey must be from 1 to n - 1.');
}

/** True when the bytes have the form of an uncompressed point. */
export function isPointForm(curve: PrimeCurve, point: Uint8Array): boolean {
  return point.length === 1 + 2 * curve.bytes && point[0] === 4;
}
