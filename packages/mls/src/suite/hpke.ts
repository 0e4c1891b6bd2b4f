import type { Crypto } from '@sotto/core';
import { concat, noBytes, utf8 } from '../bytes.ts';
import type { HpkeCiphertext } from '../wire/commit.ts';
import type { CipherSuite } from './cipher-suites.ts';
import type { Kem } from './kem.ts';
import { createLabeledKdf } from './labeled-kdf.ts';

/**
 * HPKE (RFC 9180), base mode, single shot. What depends on `info` alone is hashed once by `context`, and then used for any
 * number of keys. A key or ciphertext that is not valid gives `undefined`.
 */
export interface Hpke {
  readonly context: (info: Uint8Array) => Promise<Uint8Array>;
  readonly seal: (
    publicKey: Uint8Array,
    context: Uint8Array,
    plaintext: Uint8Array,
  ) => Promise<HpkeCiphertext | undefined>;
  readonly open: (
    privateKey: Uint8Array,
    context: Uint8Array,
    sealed: HpkeCiphertext,
  ) => Promise<Uint8Array | undefined>;
  /** RFC 9180 §5.3 with an empty `info`. */
  readonly sendExport: (
    publicKey: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
  ) => Promise<{ readonly kemOutput: Uint8Array; readonly secret: Uint8Array } | undefined>;
  readonly receiveExport: (
    privateKey: Uint8Array,
    kemOutput: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
  ) => Promise<Uint8Array | undefined>;
}

const kdfIds = { 'SHA-256': 1, 'SHA-384': 2, 'SHA-512': 3 } as const;
const aeadIds = { 'AES-128-GCM': 1, 'AES-256-GCM': 2, 'ChaCha20-Poly1305': 3 } as const;
const modeBase = Uint8Array.of(0);

export function createHpke(
  crypto: Crypto,
  kem: Kem,
  suite: CipherSuite,
  lengths: { readonly hashBytes: number; readonly keyBytes: number; readonly nonceBytes: number },
): Hpke {
  const suiteId = concat(
    utf8('HPKE'),
    Uint8Array.of(kem.id >> 8, kem.id & 0xff, 0, kdfIds[suite.hash], 0, aeadIds[suite.aead]),
  );
  const kdf = createLabeledKdf(crypto, suite.hash, suiteId);
  let pskIdHash: Promise<Uint8Array> | undefined;

  async function context(info: Uint8Array): Promise<Uint8Array> {
    pskIdHash ??= kdf.extract(noBytes, 'psk_id_hash', noBytes);
    return concat(modeBase, await pskIdHash, await kdf.extract(noBytes, 'info_hash', info));
  }

  async function box(
    sharedSecret: Uint8Array,
    keyContext: Uint8Array,
    data: Uint8Array,
  ): Promise<Parameters<Crypto['aeadSeal']>[1]> {
    const secret = await kdf.extract(sharedSecret, 'secret', noBytes);
    const key = await kdf.expand(secret, 'key', keyContext, lengths.keyBytes);
    const nonce = await kdf.expand(secret, 'base_nonce', keyContext, lengths.nonceBytes);
    return { key, nonce, associatedData: noBytes, data };
  }

  async function exportSecret(
    sharedSecret: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
  ): Promise<Uint8Array> {
    const secret = await kdf.extract(sharedSecret, 'secret', noBytes);
    const exporter = await kdf.expand(secret, 'exp', await context(noBytes), lengths.hashBytes);
    return kdf.expand(exporter, 'sec', exporterContext, length);
  }

  return {
    context,
    seal: async (publicKey, keyContext, plaintext) => {
      const made = await kem.encapsulate(publicKey);
      if (made === undefined) return undefined;
      const input = await box(made.sharedSecret, keyContext, plaintext);
      return {
        kemOutput: made.ciphertext,
        ciphertext: await crypto.aeadSeal(suite.aead, input),
      };
    },
    open: async (privateKey, keyContext, sealed) => {
      const shared = await kem.decapsulate(privateKey, sealed.kemOutput);
      if (shared === undefined) return undefined;
      return crypto.aeadOpen(suite.aead, await box(shared, keyContext, sealed.ciphertext));
    },
    sendExport: async (publicKey, exporterContext, length) => {
      const made = await kem.encapsulate(publicKey);
      if (made === undefined) return undefined;
      const secret = await exportSecret(made.sharedSecret, exporterContext, length);
      return { kemOutput: made.ciphertext, secret };
    },
    receiveExport: async (privateKey, kemOutput, exporterContext, length) => {
      const shared = await kem.decapsulate(privateKey, kemOutput);
      return shared && exportSecret(shared, exporterContext, length);
    },
  };
}
