/**
 * Cryptographic primitives. Nothing here is a protocol: MLS, HPKE, sealing of records and envelopes stand on it.
 *
 * Every function leaves its inputs unchanged and returns fresh bytes. The caller leaves them unchanged too, until the
 * call has settled. Wrong lengths reject with `CRYPTO_INPUT` (`random` throws it). A failed authentication is the
 * value `undefined`, and a bad signature `false`: what comes from a peer never throws here.
 */
export interface Crypto {
  /** Cryptographically strong random bytes. `length` 0 to 65,536. */
  readonly random: (length: number) => Uint8Array;
  readonly hash: (algorithm: HashAlgorithm, data: Uint8Array) => Promise<Uint8Array>;
  readonly hmac: (
    algorithm: HashAlgorithm,
    key: Uint8Array,
    data: Uint8Array,
  ) => Promise<Uint8Array>;
  /** HKDF-Extract (RFC 5869 §2.2). An empty salt means a string of zeros of the hash's length. */
  readonly hkdfExtract: (
    algorithm: HashAlgorithm,
    salt: Uint8Array,
    ikm: Uint8Array,
  ) => Promise<Uint8Array>;
  /** HKDF-Expand (RFC 5869 §2.3). `prk` at least the hash's length, `length` at most 255 times it. */
  readonly hkdfExpand: (
    algorithm: HashAlgorithm,
    prk: Uint8Array,
    info: Uint8Array,
    length: number,
  ) => Promise<Uint8Array>;
  /** Ciphertext with its 16-byte tag behind it. Nonce 12 bytes; key 16 bytes for AES-128, else 32. */
  readonly aeadSeal: (algorithm: AeadAlgorithm, box: AeadInput) => Promise<Uint8Array>;
  /** The plaintext, or `undefined` when key, nonce, associated data or ciphertext do not belong together. */
  readonly aeadOpen: (algorithm: AeadAlgorithm, box: AeadInput) => Promise<Uint8Array | undefined>;
  /** SHAKE256 (FIPS 202 §6.2): `length` bytes of it, 0 to 65,536. */
  readonly shake256: (data: Uint8Array, length: number) => Promise<Uint8Array>;
  /** One scheme an algorithm; which keys and signatures each takes is said at `SignatureAlgorithm`. */
  readonly signatures: { readonly [A in SignatureAlgorithm]: SignatureScheme };
  /** Diffie-Hellman, as the DHKEMs of RFC 9180 §4.1 stand on it. One group an algorithm: see `DhAlgorithm`. */
  readonly dh: { readonly [A in DhAlgorithm]: DhGroup };
  /** X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 with X25519. */
  readonly xwing: {
    /** From a 32-byte seed, which is the private key. Public key 1,216 bytes. */
    readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
    /**
     * Shared secret 32 bytes, ciphertext 1,120 bytes; `undefined` when the public key is not a valid one.
     */
    readonly encapsulate: (publicKey: Uint8Array) => Promise<Encapsulation | undefined>;
    /**
     * 32 bytes; a ciphertext that was not made for this key gives an unrelated secret (implicit rejection). One that
     * has not 1,120 bytes rejects with `CRYPTO_INPUT`: the length is the caller's to check first.
     */
    readonly decapsulate: (privateKey: Uint8Array, ciphertext: Uint8Array) => Promise<Uint8Array>;
  };
  /** Argon2id version 1.3 (RFC 9106). */
  readonly argon2id: (input: Argon2idInput) => Promise<Uint8Array>;
  /** True when equal, in time that depends on the lengths only. */
  readonly equal: (a: Uint8Array, b: Uint8Array) => boolean;
}

export type HashAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';
export type AeadAlgorithm = 'AES-128-GCM' | 'AES-256-GCM' | 'ChaCha20-Poly1305';

/**
 * - `Ed25519` (RFC 8032 §5.1): private key the 32-byte seed, public key 32 bytes, signature 64. Sotto's one rule: A and
 *   R canonical and in the prime-order subgroup, S < L, then the equation.
 * - `Ed448` (RFC 8032 §5.2, empty context): private key 57 bytes, public key 57, signature 114. A and R canonical
 *   points and not of small order, S < L, then the equation times 4, as the RFC has it.
 * - `P-256`, `P-384`, `P-521`: ECDSA (FIPS 186-5 §6) with SHA-256, SHA-384 and SHA-512. Private key the scalar, 1 to
 *   n - 1, big-endian in 32, 48 or 66 bytes; public key the uncompressed point (SEC 1 §2.3.3) of 65, 97 or 133 bytes;
 *   signature an ECDSA-Sig-Value in DER (RFC 3279 §2.2.3, as TLS and MLS have it), with r and s from 1 to n - 1.
 *   Another encoding of the same numbers is no signature, while (r, n - s) is one where (r, s) is: a good signature
 *   can be turned into a second one by anybody.
 */
export type SignatureAlgorithm = 'Ed25519' | 'Ed448' | 'P-256' | 'P-384' | 'P-521';

export interface SignatureScheme {
  /** @throws CRYPTO_INPUT for what is no private key of the algorithm, as `sign` does. */
  readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  readonly sign: (privateKey: Uint8Array, message: Uint8Array) => Promise<Uint8Array>;
  /** The same answer from every implementation on every input, of whatever length. */
  readonly verify: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => Promise<boolean>;
}

/**
 * - `X25519`, `X448` (RFC 7748 §5): private keys, public keys and secrets of 32 and 56 bytes; any bytes are a key.
 * - `P-256`, `P-384`, `P-521` (SP 800-56A): private key the scalar, 1 to n - 1, big-endian in 32, 48 or 66 bytes;
 *   public key the uncompressed point (SEC 1 §2.3.3) of 65, 97 or 133 bytes; secret the x coordinate, in as many bytes
 *   as the private key has.
 */
export type DhAlgorithm = 'X25519' | 'X448' | 'P-256' | 'P-384' | 'P-521';

export interface DhGroup {
  /** @throws CRYPTO_INPUT for what is no private key of the group, as `agree` does. */
  readonly publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /**
   * The raw shared secret, not yet hashed. `undefined` when the public key is of another length, is no point of the
   * curve, or gives a secret of zeros (RFC 9180 §7.1.4).
   */
  readonly agree: (
    privateKey: Uint8Array,
    publicKey: Uint8Array,
  ) => Promise<Uint8Array | undefined>;
}

export interface AeadInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associatedData: Uint8Array;
  /** Plaintext to seal, or ciphertext with tag to open. */
  readonly data: Uint8Array;
}

export interface Encapsulation {
  readonly sharedSecret: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface Argon2idInput {
  /** 1 to 4,096 bytes. */
  readonly password: Uint8Array;
  /** 8 to 64 bytes. */
  readonly salt: Uint8Array;
  /** KiB of memory, 8 times `parallelism` to 1,048,576. */
  readonly memoryKiB: number;
  /** 1 to 64. */
  readonly passes: number;
  /** 1 to 16. */
  readonly parallelism: number;
  /** Bytes of output, 16 to 64. */
  readonly length: number;
}

export type CryptoErrorCode =
  /** An argument of the wrong length or out of bounds: a fault of the caller. */
  | 'CRYPTO_INPUT'
  /** This platform lacks a primitive and no fallback is there. */
  | 'CRYPTO_UNSUPPORTED';
