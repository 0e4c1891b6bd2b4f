import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { MessageEngine } from '../message-pair.ts';

const { subtle } = globalThis.crypto;

/** Short HMACs are quicker in JavaScript than the way to the platform and back. */
function hmac(key: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(nobleHmac(sha256, key, data));
}

function someBytes(length: number): Uint8Array<ArrayBuffer> {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

const contentAad = someBytes(28);
const senderDataAad = someBytes(27);
const senderData = someBytes(12);
const label = someBytes(32);
const signedAround = 130;

type Bytes = Uint8Array<ArrayBuffer>;

interface Signer {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

async function seal(key: Bytes, iv: Bytes, additionalData: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  return new Uint8Array(
    await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, imported, data),
  );
}

async function open(key: Bytes, iv: Bytes, additionalData: Bytes, data: Bytes): Promise<Bytes> {
  const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  return new Uint8Array(
    await subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, imported, data),
  );
}

/**
 * What RFC 9420 asks of a PrivateMessage, on the quickest that a browser has for each: WebCrypto's Ed25519 with imported
 * keys, its AES-GCM with keys that are used once, HMAC in JavaScript.
 */
export const browserFloor: MessageEngine = {
  name: 'floor: the bare primitives',
  pair: async () => {
    const secret = someBytes(32);
    const [a, b] = [await newSigner(), await newSigner()];
    const travel = async (signer: Signer, plaintext: Bytes): Promise<Uint8Array> => {
      const toSign = new Uint8Array(signedAround + plaintext.length);
      const signature = await subtle.sign('Ed25519', signer.privateKey, toSign);
      const content = new Uint8Array(plaintext.length + signature.byteLength + 4);
      content.set(plaintext);
      someBytes(4);
      const [key, nonce] = ratchetStep(secret);
      const sealed = await seal(key, nonce, contentAad, content);
      const [dataKey, dataNonce] = senderDataKeys(secret, sealed);
      const sealedData = await seal(dataKey, dataNonce, senderDataAad, senderData);

      const [openDataKey, openDataNonce] = senderDataKeys(secret, sealed);
      await open(openDataKey, openDataNonce, senderDataAad, sealedData);
      const [openKey, openNonce] = ratchetStep(secret);
      const opened = await open(openKey, openNonce, contentAad, sealed);
      if (!(await subtle.verify('Ed25519', signer.publicKey, signature, toSign))) {
        throw new Error('A signature of the floor does not verify.');
      }
      return opened.subarray(0, plaintext.length);
    };
    return {
      sendAtoB: (plaintext) => travel(a, plaintext),
      sendBtoA: (plaintext) => travel(b, plaintext),
    };
  },
};

function newSigner(): Promise<Signer> {
  return subtle.generateKey('Ed25519', false, ['sign', 'verify']) as Promise<Signer>;
}

function ratchetStep(secret: Bytes): readonly [key: Bytes, nonce: Bytes] {
  hmac(secret, label);
  return [hmac(secret, label).slice(0, 16), hmac(secret, label).slice(0, 12)];
}

function senderDataKeys(secret: Bytes, sealed: Bytes): readonly [key: Bytes, nonce: Bytes] {
  const sample = sealed.subarray(0, 32);
  return [hmac(secret, sample).slice(0, 16), hmac(secret, sample).slice(0, 12)];
}
