import type { AeadAlgorithm, Crypto, HashAlgorithm } from '@sotto/core';
import { countingBytes } from '../bytes.ts';

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

export const everyCall: readonly SampleCall[] = [
  ...hashCalls('SHA-256'),
  ...hashCalls('SHA-384'),
  ...hashCalls('SHA-512'),
  ...aeadCalls('AES-128-GCM', 16),
  ...aeadCalls('AES-256-GCM', 32),
  ...aeadCalls('ChaCha20-Poly1305', 32),
  call('ed25519.publicKey', [32], async ({ ed25519 }, key) => [await ed25519.publicKey(key)]),
  call('ed25519.sign', [32, 100], async ({ ed25519 }, key, message) => [
    await ed25519.sign(key, message),
  ]),
  call('ed25519.verify', [32, 100], async ({ ed25519 }, key, message) => {
    const publicKey = await ed25519.publicKey(key);
    return truth(await ed25519.verify(publicKey, message, await ed25519.sign(key, message)));
  }),
  call(
    'ed25519.verify, refused',
    [32, 100, 64],
    async ({ ed25519 }, publicKey, message, signature) =>
      truth(await ed25519.verify(publicKey, message, signature)),
  ),
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
