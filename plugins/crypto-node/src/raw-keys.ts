import * as node from 'node:crypto';
import { joinBytes } from './own-bytes.ts';

/** Algorithms whose keys are plain byte strings behind a fixed header (RFC 8410; RFC 9935 for ML-KEM seeds). */
export type RawAlgorithm = 'ed25519' | 'x25519' | 'ml-kem-768';

const privateHeaders: Readonly<Record<RawAlgorithm, Uint8Array>> = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
  'ml-kem-768': Buffer.from('3054020100300b060960864801650304040204428040', 'hex'),
};

const publicHeaders: Readonly<Record<RawAlgorithm, Uint8Array>> = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  x25519: Buffer.from('302a300506032b656e032100', 'hex'),
  'ml-kem-768': Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex'),
};

/** 32 bytes for the curves, the 64-byte seed for ML-KEM. The copy with the header is overwritten. */
export function importPrivateKey(algorithm: RawAlgorithm, bytes: Uint8Array): node.KeyObject {
  const der = joinBytes(privateHeaders[algorithm], bytes);
  try {
    return node.createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** 32 bytes for the curves, 1,184 for ML-KEM. */
export function importPublicKey(algorithm: RawAlgorithm, bytes: Uint8Array): node.KeyObject {
  const der = joinBytes(publicHeaders[algorithm], bytes);
  return node.createPublicKey({ key: Buffer.from(der.buffer), format: 'der', type: 'spki' });
}

/** The public key's bytes, without the header. */
export function exportPublicKey(algorithm: RawAlgorithm, key: node.KeyObject): Uint8Array {
  const publicKey = key.type === 'public' ? key : node.createPublicKey(key);
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return new Uint8Array(der.subarray(publicHeaders[algorithm].length));
}
