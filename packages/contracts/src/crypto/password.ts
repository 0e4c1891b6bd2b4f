import type { Argon2idInput } from '@sotto/core';
import { countingBytes, fromHex, textBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';

export type PasswordClauseId = 'argon2id-vectors' | 'argon2id-edges' | 'argon2id-bounds';

const small: Argon2idInput = {
  password: textBytes('password'),
  salt: textBytes('somesalt'),
  memoryKiB: 256,
  passes: 2,
  parallelism: 1,
  length: 32,
};

/** The reference implementation's tests (P-H-C/phc-winner-argon2, test.c, version 0x13). RFC 9106's own uses a secret and data. */
const vectors: readonly (readonly [Argon2idInput, string])[] = [
  [small, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
  [
    { ...small, parallelism: 2 },
    '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
  ],
  [
    { ...small, memoryKiB: 65_536 },
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  ],
];

const wrong: readonly Partial<Argon2idInput>[] = [
  { password: countingBytes(0) },
  { password: countingBytes(4_097) },
  { salt: countingBytes(7) },
  { salt: countingBytes(65) },
  { memoryKiB: 7 },
  { memoryKiB: 31, parallelism: 4 },
  { memoryKiB: 1_048_577 },
  { memoryKiB: 256.5 },
  { passes: 0 },
  { passes: 65 },
  { passes: 1.5 },
  { parallelism: 0 },
  { parallelism: 17 },
  { parallelism: Number.NaN },
  { length: 15 },
  { length: 65 },
  { length: 32.5 },
];

export const passwordClauses: Clauses<PasswordClauseId, 'crypto'> = {
  'argon2id-vectors': {
    promise: 'argon2id gives the values of the reference implementation (RFC 9106, version 1.3)',
    check: async ({ create }) => {
      const crypto = await create();
      for (const [input, output] of vectors) {
        ensureBytes(
          await crypto.argon2id(input),
          fromHex(output),
          `${input.memoryKiB} KiB, ${input.parallelism} lanes`,
        );
      }
    },
  },
  'argon2id-edges': {
    promise:
      'argon2id takes the shortest and the longest password, salt and output, and many lanes',
    check: async ({ create }) => {
      const crypto = await create();
      const least = {
        ...small,
        password: countingBytes(1),
        salt: countingBytes(8),
        memoryKiB: 8,
        passes: 1,
        length: 16,
      };
      const most = {
        ...small,
        password: countingBytes(4_096),
        salt: countingBytes(64),
        passes: 64,
        parallelism: 16,
        length: 64,
      };
      for (const [what, input] of [
        ['the least', least],
        ['the most', most],
      ] as const) {
        const output = await ensureResolves(() => crypto.argon2id(input), what);
        ensureEqual(output.length, input.length, `${what}, bytes`);
      }
    },
  },
  'argon2id-bounds': {
    promise: 'whatever is out of bounds is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const crypto = await create();
      for (const change of wrong) {
        const what = Object.entries(change)
          .map(([name, value]) => `${name} ${String(value)}`)
          .join();
        await ensureRejects(() => crypto.argon2id({ ...small, ...change }), 'CRYPTO_INPUT', what);
      }
    },
  },
};
