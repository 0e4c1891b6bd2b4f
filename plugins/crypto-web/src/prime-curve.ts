import { refuseInput, requireLength } from './input.ts';
import type { CurveKey } from './x25519.ts';

/** A curve of FIPS 186-5 (SP 800-186 §3.2.1) with the hash that ECDSA has on it. */
export interface PrimeCurve {
  readonly name: 'P-256' | 'P-384' | 'P-521';
  readonly hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Of a coordinate, and of a private key. */
  readonly bytes: number;
  /** The group's order n. */
  readonly order: bigint;
  /** PKCS #8 (RFC 5208) around ECPrivateKey (RFC 5915) up to where the scalar begins; no public key follows. */
  readonly privateHeader: string;
}

export const primeCurves: { readonly [Name in PrimeCurve['name']]: PrimeCurve } = {
  'P-256': {
    name: 'P-256',
    hash: 'SHA-256',
    bytes: 32,
    order: 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n,
    privateHeader: '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
  },
  'P-384': {
    name: 'P-384',
    hash: 'SHA-384',
    bytes: 48,
    order:
      0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_c7634d81_f4372ddf_581a0db2_48b0a77a_ecec196a_ccc52973n,
    privateHeader: '304e020100301006072a8648ce3d020106052b81040022043730350201010430',
  },
  'P-521': {
    name: 'P-521',
    hash: 'SHA-512',
    bytes: 66,
    order:
      0x1ff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffa_51868783_bf2f966b_7fcc0148_f709a5d0_3bb5c9b8_899c47ae_bb6fb71e_91386409n,
    privateHeader: '3060020100301006072a8648ce3d020106052b81040023044930470201010442',
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

/** @throws CRYPTO_INPUT for another length, zero, and n or more. */
export function requireScalar(curve: PrimeCurve, scalar: Uint8Array): void {
  requireLength(scalar, curve.bytes, 'privateKey');
  // Subtracts in full whatever the bytes are: a comparison that stops early would tell of the secret.
  let borrow = 0;
  let some = 0;
  for (let index = 0; index < curve.bytes; index += 1) {
    const byte = scalar[curve.bytes - 1 - index]!;
    const limit = Number((curve.order >> BigInt(8 * index)) & 0xffn);
    borrow = ((byte - limit - borrow) >> 8) & 1;
    some |= byte;
  }
  if (borrow === 0 || some === 0) refuseInput('privateKey must be from 1 to n - 1.');
}

/** True when the bytes have the form of an uncompressed point. */
export function isPointForm(curve: PrimeCurve, point: Uint8Array): boolean {
  return point.length === 1 + 2 * curve.bytes && point[0] === 4;
}
