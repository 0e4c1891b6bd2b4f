import type {
  AeadAlgorithm,
  Crypto,
  DhAlgorithm,
  HashAlgorithm,
  SignatureAlgorithm,
} from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { countingBytes, textBytes } from '../bytes.ts';

/** One call of the point with given inputs, for clauses about how every function treats memory. */
export interface SampleCall {
  readonly name: string;
  readonly inputs: readonly Uint8Array[];
  /** Outputs; the same each time for the same inputs. */
  readonly run: (
    crypto: Crypto,
    ...inputs: readonly Uint8Array[]
  ) => Promise<readonly Uint8Array[]>;
}

type Run = (crypto: Crypto, ...inputs: Uint8Array[]) => Promise<readonly Uint8Array[]>;

function call(name: string, lengths: readonly number[], run: Run): SampleCall {
  const inputs = lengths.map((length, index) => countingBytes(length, 16 * index));
  return { name, inputs, run: run };
}

const truth = (value: boolean): readonly Uint8Array[] => [Uint8Array.of(value ? 1 : 0)];

function hashCalls(algorithm: HashAlgorithm): readonly SampleCall[] {
  return [
    // Both sides of the size from which an implementation may hand over to the platform.
    call(`hash ${algorithm}`, [100], async (crypto, data) => [await crypto.hash(algorithm, data)]),
    call(`hash ${algorithm}, long`, [50_000], async (crypto, data) => [
      await crypto.hash(algorithm, data),
    ]),
    call(`hmac ${algorithm}`, [32, 100], async (crypto, key, data) => [
      await crypto.hmac(algorithm, key, data),
    ]),
    call(`hmac ${algorithm}, long`, [32, 50_000], async (crypto, key, data) => [
      await crypto.hmac(algorithm, key, data),
    ]),
    call(`hkdfExtract ${algorithm}`, [32, 48], async (crypto, salt, ikm) => [
      await crypto.hkdfExtract(algorithm, salt, ikm),
    ]),
    call(`hkdfExpand ${algorithm}`, [64, 20], async (crypto, prk, info) => [
      await crypto.hkdfExpand(algorithm, prk, info, 100),
    ]),
    call(`hkdfExpand ${algorithm}, short`, [64, 20], async (crypto, prk, info) => [
      await crypto.hkdfExpand(algorithm, prk, info, 12),
    ]),
  ];
}

function aeadCalls(algorithm: AeadAlgorithm, keyBytes: number): readonly SampleCall[] {
  return [60, 50_000].flatMap((length) => [
    call(
      `aeadSeal ${algorithm}, ${length} bytes`,
      [keyBytes, 12, 20, length],
      async (crypto, ...inputs) => {
        const [key, nonce, associatedData, data] = inputs as [
          Uint8Array,
          Uint8Array,
          Uint8Array,
          Uint8Array,
        ];
        return [await crypto.aeadSeal(algorithm, { key, nonce, associatedData, data })];
      },
    ),
    call(
      `aeadOpen ${algorithm}, ${length} bytes`,
      [keyBytes, 12, 20, length],
      async (crypto, ...inputs) => {
        const [key, nonce, associatedData, data] = inputs as [
          Uint8Array,
          Uint8Array,
          Uint8Array,
          Uint8Array,
        ];
        const sealed = await crypto.aeadSeal(algorithm, { key, nonce, associatedData, data });
        const opened = await crypto.aeadOpen(algorithm, {
          key,
          nonce,
          associatedData,
          data: sealed,
        });
        const refused = await crypto.aeadOpen(algorithm, { key, nonce, associatedData, data });
        return [opened ?? new Uint8Array(0), ...truth(refused === undefined)];
      },
    ),
  ]);
}

/** Not every sequence of bytes is a private key on a P curve: a refusal is an answer too. */
async function orRefused(
  answer: () => Promise<readonly Uint8Array[]>,
): Promise<readonly Uint8Array[]> {
  try {
    return await answer();
  } catch (error) {
    if (isSottoError(error, 'CRYPTO_INPUT')) return [textBytes('refused')];
    throw error;
  }
}

function signatureCalls(
  algorithm: SignatureAlgorithm,
  keyBytes: number,
  signatureBytes: number,
): readonly SampleCall[] {
  return [
    call(`${algorithm} publicKey`, [keyBytes], ({ signatures }, key) =>
      orRefused(async () => [await signatures[algorithm].publicKey(key)]),
    ),
    call(`${algorithm} sign, verify`, [keyBytes, 100], ({ signatures }, key, message) =>
      orRefused(async () => {
        const { publicKey, sign, verify } = signatures[algorithm];
        const signature = await sign(key, message);
        const good = truth(await verify(await publicKey(key), message, signature));
        // ECDSA's are others each time: that they are good is what stays the same.
        return algorithm.startsWith('Ed') ? [signature, ...good] : good;
      }),
    ),
    call(
      `${algorithm} verify, refused`,
      [keyBytes, 100, signatureBytes],
      ({ signatures }, key, message, signature) =>
        orRefused(async () => {
          const { publicKey, verify } = signatures[algorithm];
          return truth(await verify(await publicKey(key), message, signature));
        }),
    ),
  ];
}

function dhCalls(
  algorithm: DhAlgorithm,
  keyBytes: number,
  publicKeyBytes: number,
): readonly SampleCall[] {
  return [
    call(`${algorithm} agree`, [keyBytes], ({ dh }, key) =>
      orRefused(async () => {
        const { publicKey, agree } = dh[algorithm];
        const peer = await publicKey(key);
        const secret = await agree(key, peer);
        return [secret ?? textBytes('none'), peer];
      }),
    ),
    call(`${algorithm} agree, any bytes`, [keyBytes, publicKeyBytes], ({ dh }, key, peer) =>
      orRefused(async () => [(await dh[algorithm].agree(key, peer)) ?? textBytes('none')]),
    ),
  ];
}

export const everyCall: readonly SampleCall[] = [
  ...hashCalls('SHA-256'),
  ...hashCalls('SHA-384'),
  ...hashCalls('SHA-512'),
  ...aeadCalls('AES-128-GCM', 16),
  ...aeadCalls('AES-256-GCM', 32),
  ...aeadCalls('ChaCha20-Poly1305', 32),
  ...signatureCalls('Ed25519', 32, 64),
  ...signatureCalls('Ed448', 57, 114),
  ...signatureCalls('P-256', 32, 72),
  ...signatureCalls('P-384', 48, 104),
  ...signatureCalls('P-521', 66, 139),
  ...dhCalls('X25519', 32, 32),
  ...dhCalls('X448', 56, 56),
  ...dhCalls('P-256', 32, 65),
  ...dhCalls('P-384', 48, 97),
  ...dhCalls('P-521', 66, 133),
  call('shake256', [100], async (crypto, data) => [await crypto.shake256(data, 200)]),
  call('xwing.publicKey', [32], async ({ xwing }, key) => [await xwing.publicKey(key)]),
  call('xwing.decapsulate', [32, 1120], async ({ xwing }, key, ciphertext) => [
    await xwing.decapsulate(key, ciphertext),
  ]),
  call('xwing.encapsulate', [32], async ({ xwing }, key) => {
    const publicKey = await xwing.publicKey(key);
    const before = publicKey.slice();
    const made = await xwing.encapsulate(publicKey);
    return truth(made !== undefined && publicKey.every((byte, index) => byte === before[index]));
  }),
  call('argon2id', [20, 16], async ({ argon2id }, password, salt) => [
    await argon2id({
      password: password,
      salt: salt,
      memoryKiB: 32,
      passes: 1,
      parallelism: 1,
      length: 32,
    }),
  ]),
  call('equal', [32, 32], async ({ equal }, a, b) => truth(equal(a, b))),
];
