import * as node from 'node:crypto';

/** Bytes that are only there to be worked on. */
export function someBytes(length: number): Uint8Array<ArrayBuffer> {
  return node.randomFillSync(new Uint8Array(length));
}

/** HMAC-SHA-256 (RFC 2104): one HKDF-Extract, or one HKDF-Expand of at most 32 bytes. */
export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return node.createHmac('sha256', key).update(data).digest();
}

/** `count` derivations of the form DeriveSecret or DeriveTreeSecret: one HMAC over a label each. */
export function derive(secret: Uint8Array, count: number): void {
  for (let done = 0; done < count; done += 1) hmac(secret, label);
}

const label = someBytes(32);

export function hash(data: Uint8Array): Uint8Array {
  return node.hash('sha256', data, 'buffer');
}

export interface Box {
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

const options = { authTagLength: 16 };

/** AES-128-GCM. */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Box {
  const cipher = node.createCipheriv('aes-128-gcm', key, nonce, options);
  cipher.setAAD(associatedData);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  { ciphertext, tag }: Box,
): Uint8Array {
  const decipher = node.createDecipheriv('aes-128-gcm', key, nonce, options);
  decipher.setAAD(associatedData);
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(ciphertext);
  decipher.final();
  return plaintext;
}

/** An Ed25519 key, imported. */
export class Signer {
  readonly #privateKey: node.KeyObject;
  readonly #publicKey: node.KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;

  constructor() {
    const { privateKey, publicKey } = node.generateKeyPairSync('ed25519');
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.publicKey = publicKey.export({ format: 'raw-public' });
  }

  sign(message: Uint8Array): Uint8Array {
    return node.sign(null, message, this.#privateKey);
  }

  verify(message: Uint8Array, signature: Uint8Array): void {
    must(node.verify(null, message, this.#publicKey, signature));
  }
}

/** Verification with a key that is met for the first time. */
export function verifyWithNewKey(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): void {
  must(node.verify(null, message, importRaw('ed25519', publicKey), signature));
}

/** A public key of so many plain bytes. */
export function importRaw(
  asymmetricKeyType: 'ed25519' | 'x25519' | 'ml-kem-768',
  publicKey: Uint8Array,
): node.KeyObject {
  return node.createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType });
}

function must(good: boolean): void {
  if (!good) throw new Error('A signature of the floor does not verify.');
}
