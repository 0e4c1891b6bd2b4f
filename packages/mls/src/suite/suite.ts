import type { Crypto } from '@sotto/core';
import { noBytes } from '../bytes.ts';
import type { HpkeCiphertext } from '../wire/commit.ts';
import { Writer } from '../wire/writer.ts';
import { utf8 } from '../bytes.ts';
import { knownCipherSuites } from './cipher-suites.ts';
import type { Hpke } from './hpke.ts';
import { createHpke } from './hpke.ts';
import type { KeyPair } from './kem.ts';
import { createKem } from './kem.ts';
import type { LabeledContent } from './labels.ts';
import { encodeGenerationLabel, encodeKdfLabel, encodeLabeled } from './labels.ts';

/** The functions of RFC 9420 §§5.1, 5.2, 8 and 9.1 for one cipher suite, on the `crypto` point. */
export interface Suite {
  readonly id: number;
  /** `KDF.Nh`, and the length of the suite's hash. */
  readonly hashBytes: number;
  /** `AEAD.Nk`. */
  readonly keyBytes: number;
  /** `AEAD.Nn`. */
  readonly nonceBytes: number;
  /** Of HPKE: `Npk`, `Nsk`, `Nenc`. */
  readonly publicKeyBytes: number;
  readonly privateKeyBytes: number;
  readonly kemOutputBytes: number;
  readonly random: (length: number) => Uint8Array;
  /** In constant time. */
  readonly equal: (a: Uint8Array, b: Uint8Array) => boolean;
  readonly hash: (data: Uint8Array) => Promise<Uint8Array>;
  readonly mac: (key: Uint8Array, data: Uint8Array) => Promise<Uint8Array>;
  readonly extract: (salt: Uint8Array, ikm: Uint8Array) => Promise<Uint8Array>;
  readonly expandWithLabel: (
    secret: Uint8Array,
    label: string,
    context: Uint8Array,
    length: number,
  ) => Promise<Uint8Array>;
  readonly deriveSecret: (secret: Uint8Array, label: string) => Promise<Uint8Array>;
  readonly deriveTreeSecret: (
    secret: Uint8Array,
    label: string,
    generation: number,
    length: number,
  ) => Promise<Uint8Array>;
  /** `label` is the whole of it, as "MLS 1.0 KeyPackage Reference". */
  readonly refHash: (label: string, value: Uint8Array) => Promise<Uint8Array>;
  readonly signaturePublicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /** SignWithLabel. */
  readonly sign: (
    privateKey: Uint8Array,
    label: string,
    content: LabeledContent,
  ) => Promise<Uint8Array>;
  /** VerifyWithLabel. */
  readonly verify: (
    publicKey: Uint8Array,
    label: string,
    content: LabeledContent,
    signature: Uint8Array,
  ) => Promise<boolean>;
  readonly deriveKeyPair: (ikm: Uint8Array) => Promise<KeyPair>;
  /** Whether it is an HPKE public key to which something can be encrypted. */
  readonly isPublicKey: (publicKey: Uint8Array) => Promise<boolean>;
  /** The HPKE public key of a private key. */
  readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /** EncryptWithLabel and DecryptWithLabel, first step: what label and context decide, for any number of keys. */
  readonly hpkeContext: (label: string, context: Uint8Array) => Promise<Uint8Array>;
  /** EncryptWithLabel, second step. `undefined`: not a valid public key. */
  readonly hpkeSeal: Hpke['seal'];
  /** DecryptWithLabel, second step. `undefined`: it does not open. */
  readonly hpkeOpen: Hpke['open'];
  readonly hpkeSendExport: (
    publicKey: Uint8Array,
    label: string,
  ) => Promise<{ readonly kemOutput: Uint8Array; readonly secret: Uint8Array } | undefined>;
  readonly hpkeReceiveExport: (
    privateKey: Uint8Array,
    kemOutput: Uint8Array,
    label: string,
  ) => Promise<Uint8Array | undefined>;
  readonly aeadSeal: (
    key: Uint8Array,
    nonce: Uint8Array,
    associatedData: Uint8Array,
    plaintext: Uint8Array,
  ) => Promise<Uint8Array>;
  readonly aeadOpen: (
    key: Uint8Array,
    nonce: Uint8Array,
    associatedData: Uint8Array,
    ciphertext: Uint8Array,
  ) => Promise<Uint8Array | undefined>;
}

export type { HpkeCiphertext, KeyPair };

const hashLengths = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;
const nonceBytes = 12;

/** `undefined` when the number is not one of a suite that this engine knows. */
export function createSuite(crypto: Crypto, id: number): Suite | undefined {
  const description = knownCipherSuites.find((suite) => suite.id === id);
  if (description === undefined) return undefined;
  const { hash, aead } = description;
  const hashBytes = hashLengths[hash];
  const keyBytes = aead === 'AES-128-GCM' ? 16 : 32;
  const kem = createKem(crypto, description.kem);
  const hpke = createHpke(crypto, kem, description, { hashBytes, keyBytes, nonceBytes });
  const signature = crypto.signatures[description.signature];

  function expandWithLabel(
    secret: Uint8Array,
    label: string,
    context: Uint8Array,
    length: number,
  ): Promise<Uint8Array> {
    return crypto.hkdfExpand(hash, secret, encodeKdfLabel(length, label, context), length);
  }

  return {
    id,
    hashBytes,
    keyBytes,
    nonceBytes,
    publicKeyBytes: kem.publicKeyBytes,
    privateKeyBytes: kem.privateKeyBytes,
    kemOutputBytes: kem.outputBytes,
    random: (length) => crypto.random(length),
    equal: (a, b) => crypto.equal(a, b),
    hash: (data) => crypto.hash(hash, data),
    mac: (key, data) => crypto.hmac(hash, key, data),
    extract: (salt, ikm) => crypto.hkdfExtract(hash, salt, ikm),
    expandWithLabel,
    deriveSecret: (secret, label) => expandWithLabel(secret, label, noBytes, hashBytes),
    deriveTreeSecret: (secret, label, generation, length) => {
      const info = encodeGenerationLabel(length, label, generation);
      return crypto.hkdfExpand(hash, secret, info, length);
    },
    refHash: (label, value) => {
      const input = new Writer(value.length + 64).opaque(utf8(label)).opaque(value);
      return crypto.hash(hash, input.finish());
    },
    signaturePublicKey: (privateKey) => signature.publicKey(privateKey),
    sign: (privateKey, label, content) => signature.sign(privateKey, encodeLabeled(label, content)),
    verify: (publicKey, label, content, signed) =>
      signature.verify(publicKey, encodeLabeled(label, content), signed),
    deriveKeyPair: kem.deriveKeyPair,
    isPublicKey: kem.isPublicKey,
    publicKey: kem.publicKey,
    hpkeContext: (label, context) => hpke.context(encodeLabeled(label, context)),
    hpkeSeal: hpke.seal,
    hpkeOpen: hpke.open,
    hpkeSendExport: (publicKey, label) =>
      hpke.sendExport(publicKey, utf8(`MLS 1.0 ${label}`), hashBytes),
    hpkeReceiveExport: (privateKey, kemOutput, label) =>
      hpke.receiveExport(privateKey, kemOutput, utf8(`MLS 1.0 ${label}`), hashBytes),
    aeadSeal: (key, nonce, associatedData, data) =>
      crypto.aeadSeal(aead, { key, nonce, associatedData, data }),
    aeadOpen: (key, nonce, associatedData, data) =>
      crypto.aeadOpen(aead, { key, nonce, associatedData, data }),
  };
}
