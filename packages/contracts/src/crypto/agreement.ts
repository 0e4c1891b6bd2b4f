import type { DhAlgorithm } from '@sotto/core';
import { countingBytes, fromHex } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';
import { agreementVectors, primeAgreements } from './agreement-vectors.ts';
import { badPoints, badScalars, readNumber, writeNumber } from './prime-points.ts';

export type AgreementClauseId =
  | 'dh-vectors'
  | 'dh-both-sides'
  | 'dh-length'
  | 'dh-bounds'
  | 'dh-key-length'
  | 'dh-points'
  | 'dh-zero'
  | 'dh-not-reduced';

/** RFC 7748: least significant byte first. */
const curves = [
  { algorithm: 'X25519', bytes: 32, prime: 2n ** 255n - 19n },
  { algorithm: 'X448', bytes: 56, prime: 2n ** 448n - 2n ** 224n - 1n },
] as const;

const keyBytes: { readonly [A in DhAlgorithm]: number } = {
  X25519: 32,
  X448: 56,
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
};

/** The u coordinates of order 8 of curve25519; those of order 1, 2 and 4 are 0, 1 and p - 1, on both curves. */
const orderEight = [
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
];

export const agreementClauses: Clauses<AgreementClauseId, 'crypto'> = {
  'dh-vectors': {
    promise: 'publicKey and agree give the values of RFC 7748 and RFC 5903',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const { algorithm, privateKey, publicKey, peer, secret } of agreementVectors) {
        const key = fromHex(privateKey);
        const { [algorithm]: group } = dh;
        ensureBytes(await group.publicKey(key), fromHex(publicKey), `publicKey, ${algorithm}`);
        ensureBytes(await group.agree(key, fromHex(peer)), fromHex(secret), `agree, ${algorithm}`);
      }
    },
  },
  'dh-both-sides': {
    promise: 'both sides agree on the same secret, with any two keys',
    check: async ({ create }) => {
      const { dh, random } = await create();
      for (const [algorithm, bytes] of Object.entries(keyBytes)) {
        const { publicKey, agree } = dh[algorithm as DhAlgorithm];
        for (let round = 0; round < 4; round += 1) {
          // The first byte is zero so that it is below n on every curve.
          const [one, two] = [random(bytes).with(0, 0), random(bytes).with(0, 0)];
          const here = await agree(one, await publicKey(two));
          ensureBytes(here, (await agree(two, await publicKey(one)))!, algorithm);
          ensureEqual(here.length, bytes, `${algorithm}, bytes of the secret`);
        }
      }
    },
  },
  'dh-length': {
    promise: 'P-256, P-384, P-521: secrets and coordinates keep the zeros they begin with',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const { algorithm, bytes, peer, shortSecret, shortCoordinates } of primeAgreements) {
        const { publicKey, agree } = dh[algorithm];
        const scalar = (value: number) => writeNumber(BigInt(value), bytes);
        const secret = await agree(scalar(shortSecret.privateKey), fromHex(peer));
        ensureBytes(secret, fromHex(shortSecret.secret), `${algorithm}, secret`);
        for (const value of shortCoordinates) {
          const key = await publicKey(scalar(value));
          ensureEqual(key.length, 1 + 2 * bytes, `${algorithm}, bytes of the public key`);
          const there = await agree(scalar(value), await publicKey(scalar(5)));
          ensureBytes(await agree(scalar(5), key), there!, `${algorithm}, secret of ${value}`);
        }
      }
    },
  },
  'dh-bounds': {
    promise:
      'a private key of another length, and on a P curve zero or not below n, is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { dh } = await create();
      const bad: (readonly [DhAlgorithm, Uint8Array])[] = [];
      for (const { algorithm, bytes } of curves) {
        for (const length of [0, bytes - 1, bytes + 1, 2 * bytes])
          bad.push([algorithm, new Uint8Array(length)]);
      }
      for (const { algorithm, order } of primeAgreements) {
        for (const key of badScalars(fromHex(order))) bad.push([algorithm, key]);
      }
      for (const [algorithm, key] of bad) {
        const { publicKey, agree } = dh[algorithm];
        const peer = await publicKey(new Uint8Array(keyBytes[algorithm]).fill(1));
        const what = `${algorithm}, ${key.length} bytes`;
        await ensureRejects(() => publicKey(key), 'CRYPTO_INPUT', `publicKey, ${what}`);
        await ensureRejects(() => agree(key, peer), 'CRYPTO_INPUT', `agree, ${what}`);
      }
    },
  },
  'dh-key-length': {
    promise: 'agree gives undefined, and never rejects, for a public key of another length',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const [name, bytes] of Object.entries(keyBytes)) {
        const algorithm = name as DhAlgorithm;
        const { publicKey, agree } = dh[algorithm];
        const key = new Uint8Array(bytes).fill(1);
        const good = (await publicKey(key)).length;
        for (const length of [0, 1, 31, 32, 33, 55, 56, 57, 65, 97, 133, 134, 10_000]) {
          if (length === good) continue;
          const peer = countingBytes(length, 4);
          const what = `${algorithm}, ${length} bytes`;
          const secret = await ensureResolves(() => agree(key, peer), what);
          ensureEqual(secret?.length, undefined, `${what}: bytes of a secret`);
        }
      }
    },
  },
  'dh-points': {
    promise:
      'P-256, P-384, P-521: agree gives undefined, and never rejects, for anything but an uncompressed point of the curve',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const { algorithm, bytes, prime, peer } of primeAgreements) {
        const key = writeNumber(5n, bytes);
        const bad = badPoints(fromHex(peer), readNumber(fromHex(prime)));
        for (const [index, point] of bad.entries()) {
          const what = `${algorithm}, point ${index}`;
          const secret = await ensureResolves(() => dh[algorithm].agree(key, point), what);
          ensureEqual(secret?.length, undefined, `${what}: bytes of a secret`);
        }
      }
    },
  },
  'dh-zero': {
    promise: 'X25519, X448: agree gives undefined, and never rejects, where the secret is zeros',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const { algorithm, bytes, prime } of curves) {
        const peers = [0n, 1n, prime - 1n, prime, prime + 1n].map((u) =>
          writeNumber(u, bytes).reverse(),
        );
        if (algorithm === 'X25519') {
          peers.push(...orderEight.map(fromHex));
          // X25519 takes no notice of the highest bit.
          for (const peer of [...peers]) peers.push(peer.with(31, peer[31]! | 0x80));
        }
        for (const [index, peer] of peers.entries()) {
          const what = `${algorithm}, u ${index}`;
          const agree = () => dh[algorithm].agree(countingBytes(bytes), peer);
          const secret = await ensureResolves(agree, what);
          ensureEqual(secret?.length, undefined, `${what}: bytes of a secret`);
        }
      }
    },
  },
  'dh-not-reduced': {
    promise: 'X25519, X448: agree takes a u that is not below the prime as RFC 7748 §5 has it',
    check: async ({ create }) => {
      const { dh } = await create();
      for (const { algorithm, bytes, prime } of curves) {
        const { agree } = dh[algorithm];
        const key = countingBytes(bytes);
        const u = algorithm === 'X25519' ? 9n : 5n;
        const base = await agree(key, writeNumber(u, bytes).reverse());
        ensureBytes(await dh[algorithm].publicKey(key), base!, `${algorithm}, base point`);
        const greater = writeNumber(u + prime, bytes).reverse();
        ensureBytes(await agree(key, greater), base!, `${algorithm}, u + p`);
        if (algorithm !== 'X25519') continue;
        const marked = await agree(key, greater.with(31, greater[31]! | 0x80));
        ensureBytes(marked, base!, 'X25519, u + p with the highest bit');
      }
    },
  },
};
