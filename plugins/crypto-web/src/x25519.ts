import { curvePrivateDer, fromBase64Url, source } from './bytes.ts';

/** X25519 (RFC 7748) as X-Wing and the test for prime order need it. */
export interface X25519<Key = unknown> {
  /** From any 32 bytes. */
  readonly importPrivateKey: (privateKey: Uint8Array) => Promise<CurveKey<Key>>;
  /** 32 bytes; u must not be of small order (`isSmallOrderU`). */
  readonly multiply: (key: Key, u: Uint8Array) => Promise<Uint8Array>;
}

export interface CurveKey<Key> {
  readonly key: Key;
  readonly publicKey: Uint8Array;
}

/** X25519 of WebCrypto (Secure Curves). */
export function subtleX25519(subtle: SubtleCrypto): X25519<CryptoKey> {
  return {
    importPrivateKey: async (privateKey) => {
      const der = curvePrivateDer('X25519', privateKey);
      try {
        const key = await subtle.importKey('pkcs8', source(der), 'X25519', true, ['deriveBits']);
        const { x } = await subtle.exportKey('jwk', key);
        return { key, publicKey: fromBase64Url(x!) };
      } finally {
        der.fill(0);
      }
    },
    multiply: async (key, u) => {
      const peer = await subtle.importKey('raw', source(u), 'X25519', false, []);
      return new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: peer }, key, 256));
    },
  };
}

/**
 * The u coordinates of order dividing 8, on the curve and its twist, in every encoding: 0, 1, p - 1, the two of order 8, p and p + 1,
 * least significant byte first, without the top bit, which X25519 ignores.
 */
const smallOrderU: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

/**
 * True when X25519 of this u is zero for every private key. Platforms make that an error; X-Wing goes on with the zeros, so
 * that a ciphertext never makes a decapsulation fail.
 */
export function isSmallOrderU(u: Uint8Array): boolean {
  const bytes = u.with(31, u[31]! & 0x7f);
  return smallOrderU.has(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}
