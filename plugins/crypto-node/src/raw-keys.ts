import * as node from 'node:crypto';
import { joinBytes } from './own-bytes.ts';

/**
 * Algorithms whose keys are plain byte strings behind a fixed header (RFC 8410; RFC 9935 for ML-KEM seeds; RFC 5480 and
 * RFC 5915, without the public key, for the P curves).
 */
export type RawAlgorithm =
  | 'ed25519'
  | 'ed448'
  | 'x25519'
  | 'x448'
  | 'p-256'
  | 'p-384'
  | 'p-521'
  | 'ml-kem-768';

const privateHeaders: Readonly<Record<RawAlgorithm, Uint8Array>> = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  ed448: Buffer.from('3047020100300506032b6571043b0439', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
  x448: Buffer.from('3046020100300506032b656f043a0438', 'hex'),
  'p-256': Buffer.from(
    '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
    'hex',
  ),
  'p-384': Buffer.from('304e020100301006072a8648ce3d020106052b81040022043730350201010430', 'hex'),
  'p-521': Buffer.from('3060020100301006072a8648ce3d020106052b81040023044930470201010442', 'hex'),
  'ml-kem-768': Buffer.from('3054020100300b060960864801650304040204428040', 'hex'),
};

const publicHeaders: Readonly<Record<RawAlgorithm, Uint8Array>> = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  ed448: Buffer.from('3043300506032b6571033a00', 'hex'),
  x25519: Buffer.from('302a300506032b656e032100', 'hex'),
  x448: Buffer.from('3042300506032b656f033900', 'hex'),
  'p-256': Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'),
  'p-384': Buffer.from('3076301006072a8648ce3d020106052b81040022036200', 'hex'),
  'p-521': Buffer.from('30819b301006072a8648ce3d020106052b8104002303818600', 'hex'),
  'ml-kem-768': Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex'),
};

/** For the curves as the point has them, for ML-KEM the 64-byte seed. The copy with the header is overwritten. */
export function importPrivateKey(algorithm: RawAlgorithm, bytes: Uint8Array): node.KeyObject {
  const der = joinBytes(privateHeaders[algorithm], bytes);
  try {
    return node.createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** For the curves as the point has them, for ML-KEM 1,184 bytes. OpenSSL throws for what is no point of a P curve. */
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
