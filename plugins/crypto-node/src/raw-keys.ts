import * as node from 'node:crypto';
import { joinBytes, ownBytes } from './own-bytes.ts';

/** The curves of RFC 7748 and RFC 8032, whose keys are plain byte strings. */
export type RawCurve = 'ed25519' | 'ed448' | 'x25519' | 'x448';

/** PKCS #8 up to where the key begins (RFC 8410; RFC 9935 for ML-KEM seeds). */
const privateHeaders: Readonly<Record<RawCurve | 'ml-kem-768', Uint8Array>> = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  ed448: Buffer.from('3047020100300506032b6571043b0439', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
  x448: Buffer.from('3046020100300506032b656f043a0438', 'hex'),
  'ml-kem-768': Buffer.from('3054020100300b060960864801650304040204428040', 'hex'),
};

/** Names of RFC 8037. */
const webNames: Readonly<Record<RawCurve, string>> = {
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
};

const mlKemPublicHeader = Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex');

/** From a curve's private key as the point has it, or ML-KEM's 64-byte seed. The copy with the header is overwritten. */
export function importPrivateKey(
  algorithm: RawCurve | 'ml-kem-768',
  bytes: Uint8Array,
): node.KeyObject {
  const der = joinBytes(privateHeaders[algorithm], bytes);
  try {
    return node.createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** From a public key of the curve's length. As a JSON Web Key, which costs half of what DER does. */
export function importPublicKey(curve: RawCurve, bytes: Uint8Array): node.KeyObject {
  const x = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
  return node.createPublicKey({ key: { kty: 'OKP', crv: webNames[curve], x }, format: 'jwk' });
}

/** A curve's public key. As a JSON Web Key, which costs a tenth of what DER does. */
export function exportPublicKey(key: node.KeyObject): Uint8Array {
  const { x } = (key.type === 'public' ? key : node.createPublicKey(key)).export({ format: 'jwk' });
  return ownBytes(Buffer.from(x!, 'base64url'));
}

/** From 1,184 bytes. OpenSSL throws for coefficients that are not below q. */
export function importMlKemPublicKey(bytes: Uint8Array): node.KeyObject {
  const der = joinBytes(mlKemPublicHeader, bytes);
  return node.createPublicKey({ key: Buffer.from(der.buffer), format: 'der', type: 'spki' });
}

// A newer Node gives the bytes alone, for a sixth of what DER costs; one of 24.7 has only that.
const hasRawPublic = works(() =>
  node.generateKeyPairSync('x25519').publicKey.export({ format: 'raw-public' }),
);

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    // The answer: an unknown format throws.
    return false;
  }
}

/** 1,184 bytes. */
export function exportMlKemPublicKey(privateKey: node.KeyObject): Uint8Array {
  const publicKey = node.createPublicKey(privateKey);
  if (hasRawPublic) return ownBytes(publicKey.export({ format: 'raw-public' }));
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return new Uint8Array(der.subarray(mlKemPublicHeader.length));
}
