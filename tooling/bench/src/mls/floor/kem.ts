import * as node from 'node:crypto';
import type { Box } from './primitives.ts';
import { derive, importRaw, open, seal, someBytes } from './primitives.ts';

/** What HPKE (RFC 9180, base mode) costs with one KEM, HKDF-SHA256 and AES-128-GCM. */
export interface KemFloor {
  readonly publicKeyBytes: number;
  readonly encBytes: number;
  /** DeriveKeyPair: from a secret to a private key ready for use and the public key's bytes. */
  readonly keyPair: () => KemKeyPair;
  /** One SealBase to a key known by its bytes. The hash of `info` is shared by many seals and not in here. */
  readonly seal: (publicKey: Uint8Array) => KemSealed;
  readonly open: (own: KemKeyPair, sealed: KemSealed) => void;
}

export interface KemKeyPair {
  readonly publicKey: Uint8Array;
  readonly x25519: node.KeyObject;
  readonly mlKem?: node.KeyObject;
}

export interface KemSealed {
  readonly enc: Uint8Array;
  readonly mlKemEnc?: Uint8Array;
  readonly box: Box;
}

const secret = someBytes(32);
const key = someBytes(16);
const nonce = someBytes(12);
const none = new Uint8Array(0);

// RFC 9180 §5.1: the secret, key and base nonce. psk_id_hash is a constant, and nothing is exported.
const scheduleDerivations = 3;

function sealBox(): Box {
  derive(secret, scheduleDerivations);
  return seal(key, nonce, none, secret);
}

function openBox(box: Box): void {
  derive(secret, scheduleDerivations);
  open(key, nonce, none, box);
}

function x25519KeyPair(): KemKeyPair {
  const x25519 = node.createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), someBytes(32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = node.createPublicKey(x25519).export({ format: 'raw-public' });
  return { x25519, publicKey };
}

interface Agreed {
  readonly enc: Uint8Array;
  readonly shared: Uint8Array;
}

function agreeByNewKey(publicKey: Uint8Array): Agreed {
  const ephemeral = node.generateKeyPairSync('x25519');
  return {
    enc: ephemeral.publicKey.export({ format: 'raw-public' }),
    shared: node.diffieHellman({
      privateKey: ephemeral.privateKey,
      publicKey: importRaw('x25519', publicKey),
    }),
  };
}

/** DHKEM(X25519, HKDF-SHA256): suite 1 of RFC 9420. */
export const dhkem: KemFloor = {
  publicKeyBytes: 32,
  encBytes: 32,
  keyPair: () => {
    derive(secret, 2);
    return x25519KeyPair();
  },
  seal: (publicKey) => {
    const { enc } = agreeByNewKey(publicKey);
    derive(secret, 2);
    return { enc, box: sealBox() };
  },
  open: ({ x25519 }, { enc, box }) => {
    node.diffieHellman({ privateKey: x25519, publicKey: importRaw('x25519', enc) });
    derive(secret, 2);
    openBox(box);
  },
};

const mlKemHeader = Buffer.from('3054020100300b060960864801650304040204428040', 'hex');
const mlKemPublicBytes = 1_184;

/** MLKEM768-X25519, called X-Wing. */
export const xwing: KemFloor = {
  publicKeyBytes: mlKemPublicBytes + 32,
  encBytes: 1_088 + 32,
  keyPair: () => {
    shake(secret, 32);
    const seeds = shake(secret, 96);
    // The detour over DER costs half of what `raw-seed` does.
    const mlKem = node.createPrivateKey({
      key: Buffer.concat([mlKemHeader, seeds.subarray(0, 64)]),
      format: 'der',
      type: 'pkcs8',
    });
    const mlKemPublic = node.createPublicKey(mlKem).export({ format: 'raw-public' });
    const { x25519, publicKey } = x25519KeyPair();
    return { x25519, mlKem, publicKey: Buffer.concat([mlKemPublic, publicKey]) };
  },
  seal: (publicKey) => {
    const { ciphertext } = node.encapsulate(
      importRaw('ml-kem-768', publicKey.subarray(0, mlKemPublicBytes)),
    );
    const { enc, shared } = agreeByNewKey(publicKey.subarray(mlKemPublicBytes));
    combine(shared);
    return { enc, mlKemEnc: new Uint8Array(ciphertext), box: sealBox() };
  },
  open: ({ x25519, mlKem }, { enc, mlKemEnc, box }) => {
    if (mlKem === undefined || mlKemEnc === undefined) throw new Error('Sealed for another KEM.');
    node.decapsulate(mlKem, mlKemEnc);
    combine(node.diffieHellman({ privateKey: x25519, publicKey: importRaw('x25519', enc) }));
    openBox(box);
  },
};

function shake(data: Uint8Array, outputLength: number): Uint8Array {
  return node.createHash('shake256', { outputLength }).update(data).digest();
}

const combined = someBytes(134);

function combine(shared: Uint8Array): void {
  combined.set(shared);
  node.hash('sha3-256', combined, 'buffer');
}
