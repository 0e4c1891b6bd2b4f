import { fromBase64Url, source } from './bytes.ts';

/** ML-KEM-768 (FIPS 203) as X-Wing needs it. */
export interface MlKem<Key = unknown> {
  /** From the 64-byte seed. */
  readonly importPrivateKey: (
    seed: Uint8Array,
  ) => Promise<{ readonly key: Key; readonly publicKey: Uint8Array }>;
  /** To 1,184 bytes that passed `isModulusKept`. */
  readonly encapsulate: (publicKey: Uint8Array) => Promise<MlKemEncapsulation>;
  /** From 1,088 bytes; an unrelated secret when they were not made for this key. */
  readonly decapsulate: (key: Key, ciphertext: Uint8Array) => Promise<Uint8Array>;
}

interface MlKemEncapsulation {
  readonly sharedSecret: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const modulus = 3_329;

/** The check of FIPS 203 §7.2: each of the 768 coefficients of 12 bits is below q. */
export function isModulusKept(publicKey: Uint8Array): boolean {
  for (let offset = 0; offset < 1_152; offset += 3) {
    const [low, middle, high] = [
      publicKey[offset]!,
      publicKey[offset + 1]!,
      publicKey[offset + 2]!,
    ];
    if ((low | ((middle & 15) << 8)) >= modulus || ((middle >> 4) | (high << 4)) >= modulus)
      return false;
  }
  return true;
}

/** What the typings do not know yet of "Modern Algorithms in the Web Cryptography API". */
interface SubtleWithKem {
  readonly encapsulateBits: (
    algorithm: string,
    key: CryptoKey,
  ) => Promise<{ readonly sharedKey: ArrayBuffer; readonly ciphertext: ArrayBuffer }>;
  readonly decapsulateBits: (
    algorithm: string,
    key: CryptoKey,
    ciphertext: BufferSource,
  ) => Promise<ArrayBuffer>;
  readonly importKey: (
    format: 'raw-seed' | 'raw-public',
    bytes: BufferSource,
    algorithm: string,
    extractable: boolean,
    usages: readonly ('encapsulateBits' | 'decapsulateBits')[],
  ) => Promise<CryptoKey>;
  readonly exportKey: (format: 'jwk', key: CryptoKey) => Promise<{ readonly pub?: string }>;
}

const algorithm = 'ML-KEM-768';

/** ML-KEM-768 of WebCrypto. */
export function subtleMlKem(platform: SubtleCrypto): MlKem<CryptoKey> {
  const subtle = platform as unknown as SubtleWithKem;
  return {
    importPrivateKey: async (seed) => {
      const key = await subtle.importKey('raw-seed', source(seed), algorithm, true, [
        'decapsulateBits',
      ]);
      const { pub } = await subtle.exportKey('jwk', key);
      return { key, publicKey: fromBase64Url(pub!) };
    },
    encapsulate: async (publicKey) => {
      const key = await subtle.importKey('raw-public', source(publicKey), algorithm, false, [
        'encapsulateBits',
      ]);
      const { sharedKey, ciphertext } = await subtle.encapsulateBits(algorithm, key);
      return { sharedSecret: new Uint8Array(sharedKey), ciphertext: new Uint8Array(ciphertext) };
    },
    decapsulate: async (key, ciphertext) =>
      new Uint8Array(await subtle.decapsulateBits(algorithm, key, source(ciphertext))),
  };
}
