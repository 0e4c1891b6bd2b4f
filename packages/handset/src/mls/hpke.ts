import type { Crypto } from '@sotto/core';
import { shake256 } from '@noble/hashes/sha3.js';
import { concat, utf8 } from '../bytes.ts';

/** HPKE ciphertext: the KEM's output and the sealed bytes. */
interface HpkeSealed {
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * HPKE (RFC 9180), base mode, single shot, for one suite: X-Wing (0x647a), HKDF-SHA512 (0x0003), AES-256-GCM (0x0002).
 * Whatever does not fit, keys and ciphertexts of a wrong length included, is `undefined`.
 */
export interface Hpke {
  readonly seal: (
    publicKey: Uint8Array,
    info: Uint8Array,
    associatedData: Uint8Array,
    plaintext: Uint8Array,
  ) => Promise<HpkeSealed | undefined>;
  readonly open: (
    privateKey: Uint8Array,
    info: Uint8Array,
    associatedData: Uint8Array,
    sealed: HpkeSealed,
  ) => Promise<Uint8Array | undefined>;
  /** Sender's side of RFC 9180 §5.3. */
  readonly sendExport: (
    publicKey: Uint8Array,
    info: Uint8Array,
    context: Uint8Array,
    length: number,
  ) => Promise<{ readonly enc: Uint8Array; readonly secret: Uint8Array } | undefined>;
  /** Receiver's side of RFC 9180 §5.3. */
  readonly receiveExport: (
    privateKey: Uint8Array,
    info: Uint8Array,
    enc: Uint8Array,
    context: Uint8Array,
    length: number,
  ) => Promise<Uint8Array | undefined>;
}

export const xwingLengths = { privateKey: 32, publicKey: 1_216, ciphertext: 1_120 } as const;
export const hpkeKeyBytes = 32;
export const hpkeNonceBytes = 12;

/**
 * DeriveKeyPair of X-Wing (draft-connolly-cfrg-xwing-kem §5.4): the private key is 32 bytes of SHAKE256. Later HPKE drafts for
 * the same KEM id derive it with labels; the two sides of one MLS group must agree, and its libraries do it this way.
 */
export function deriveXwingPrivateKey(ikm: Uint8Array): Uint8Array {
  return shake256(ikm, { dkLen: xwingLengths.privateKey });
}

interface KeySchedule {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

const empty = new Uint8Array(0);
const hash = 'SHA-512';
const hashBytes = 64;
const modeBase = 0;
const suiteId = concat(utf8('HPKE'), Uint8Array.of(0x64, 0x7a, 0x00, 0x03, 0x00, 0x02));
const version = utf8('HPKE-v1');

export function createHpke(crypto: Crypto): Hpke {
  const { xwing } = crypto;

  function labeledExtract(salt: Uint8Array, label: string, ikm: Uint8Array): Promise<Uint8Array> {
    return crypto.hkdfExtract(hash, salt, concat(version, suiteId, utf8(label), ikm));
  }

  function labeledExpand(
    prk: Uint8Array,
    label: string,
    info: Uint8Array,
    length: number,
  ): Promise<Uint8Array> {
    const lengthBytes = Uint8Array.of(length >> 8, length & 0xff);
    const labeled = concat(lengthBytes, version, suiteId, utf8(label), info);
    return crypto.hkdfExpand(hash, prk, labeled, length);
  }

  // RFC 9180 §5.1, without a pre-shared key.
  async function keySchedule(sharedSecret: Uint8Array, info: Uint8Array): Promise<KeySchedule> {
    const pskIdHash = await labeledExtract(empty, 'psk_id_hash', empty);
    const infoHash = await labeledExtract(empty, 'info_hash', info);
    const context = concat(Uint8Array.of(modeBase), pskIdHash, infoHash);
    const secret = await labeledExtract(sharedSecret, 'secret', empty);
    return {
      key: await labeledExpand(secret, 'key', context, hpkeKeyBytes),
      nonce: await labeledExpand(secret, 'base_nonce', context, hpkeNonceBytes),
      exporterSecret: await labeledExpand(secret, 'exp', context, hashBytes),
    };
  }

  async function send(
    publicKey: Uint8Array,
    info: Uint8Array,
  ): Promise<(KeySchedule & { readonly enc: Uint8Array }) | undefined> {
    if (publicKey.length !== xwingLengths.publicKey) return undefined;
    const made = await xwing.encapsulate(publicKey);
    if (made === undefined) return undefined;
    return { enc: made.ciphertext, ...(await keySchedule(made.sharedSecret, info)) };
  }

  async function receive(
    privateKey: Uint8Array,
    info: Uint8Array,
    enc: Uint8Array,
  ): Promise<KeySchedule | undefined> {
    if (enc.length !== xwingLengths.ciphertext) return undefined;
    return keySchedule(await xwing.decapsulate(privateKey, enc), info);
  }

  return {
    seal: async (publicKey, info, associatedData, plaintext) => {
      const keys = await send(publicKey, info);
      if (keys === undefined) return undefined;
      const { key, nonce, enc } = keys;
      const box = { key, nonce, associatedData, data: plaintext };
      return { enc, ciphertext: await crypto.aeadSeal('AES-256-GCM', box) };
    },
    open: async (privateKey, info, associatedData, sealed) => {
      const keys = await receive(privateKey, info, sealed.enc);
      if (keys === undefined) return undefined;
      const { key, nonce } = keys;
      return crypto.aeadOpen('AES-256-GCM', {
        key,
        nonce,
        associatedData,
        data: sealed.ciphertext,
      });
    },
    sendExport: async (publicKey, info, context, length) => {
      const keys = await send(publicKey, info);
      if (keys === undefined) return undefined;
      return {
        enc: keys.enc,
        secret: await labeledExpand(keys.exporterSecret, 'sec', context, length),
      };
    },
    receiveExport: async (privateKey, info, enc, context, length) => {
      const keys = await receive(privateKey, info, enc);
      return keys && labeledExpand(keys.exporterSecret, 'sec', context, length);
    },
  };
}
