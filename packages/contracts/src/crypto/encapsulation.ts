import { countingBytes, flipBit, fromHex } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';

export type EncapsulationClauseId =
  | 'xwing-vectors'
  | 'xwing-round-trip'
  | 'xwing-fresh'
  | 'xwing-implicit-rejection'
  | 'xwing-small-order'
  | 'xwing-invalid-key'
  | 'xwing-bounds';

const publicKeyBytes = 1216;
const ciphertextBytes = 1120;
/** Where X25519's 32 bytes begin: behind ML-KEM's, in the public key and in the ciphertext. */
const curveInPublicKey = 1184;
const curveInCiphertext = 1088;

const privateKey = countingBytes(32);

/*
 * Made with two unlike implementations that pass the vectors of draft-connolly-cfrg-xwing-kem; small because a ciphertext that was
 * made for nobody gives a fixed secret too.
 */
const vectors = {
  publicKeyDigest: 'c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b',
  secretOfCountingCiphertext: '1761a6ea181dd3fbeca4f2198d0d6d5528d6a11e3a888292681b43e86aa99ac1',
  secretOfZeroCurvePoint: '04d06a54d513c4b6546ed2f0fccefef3247d04a6421a9110f8aefb2dc1b035d5',
};

export const encapsulationClauses: Clauses<EncapsulationClauseId, 'crypto'> = {
  'xwing-vectors': {
    promise: 'publicKey and decapsulate give the values of draft-connolly-cfrg-xwing-kem',
    check: async ({ create }) => {
      const crypto = await create();
      const publicKey = await crypto.xwing.publicKey(privateKey);
      ensureEqual(publicKey.length, publicKeyBytes, 'public key, bytes');
      ensureBytes(
        await crypto.hash('SHA-256', publicKey),
        fromHex(vectors.publicKeyDigest),
        'hash of the public key',
      );
      const secret = await crypto.xwing.decapsulate(privateKey, countingBytes(ciphertextBytes));
      ensureBytes(secret, fromHex(vectors.secretOfCountingCiphertext), 'decapsulated secret');
    },
  },
  'xwing-round-trip': {
    promise: 'decapsulate gives the secret that encapsulate gave',
    check: async ({ create }) => {
      const { xwing, random } = await create();
      for (let round = 0; round < 4; round += 1) {
        const key = random(32);
        const made = await xwing.encapsulate(await xwing.publicKey(key));
        ensure(made !== undefined, 'encapsulate refuses a good key');
        ensureEqual(made.sharedSecret.length, 32, 'secret, bytes');
        ensureEqual(made.ciphertext.length, ciphertextBytes, 'ciphertext, bytes');
        ensureBytes(
          await xwing.decapsulate(key, made.ciphertext),
          made.sharedSecret,
          'decapsulated secret',
        );
      }
    },
  },
  'xwing-fresh': {
    promise: 'two encapsulations share neither the secret nor any half of the ciphertext',
    check: async ({ create }) => {
      const { xwing, equal } = await create();
      const publicKey = await xwing.publicKey(privateKey);
      const [one, two] = [await xwing.encapsulate(publicKey), await xwing.encapsulate(publicKey)];
      ensure(one !== undefined && two !== undefined, 'encapsulate refuses a good key');
      ensure(!equal(one.sharedSecret, two.sharedSecret), 'same secret');
      const halves = [
        [0, curveInCiphertext],
        [curveInCiphertext, ciphertextBytes],
      ] as const;
      for (const [start, end] of halves) {
        ensure(
          !equal(one.ciphertext.slice(start, end), two.ciphertext.slice(start, end)),
          `same bytes from ${start}`,
        );
      }
    },
  },
  'xwing-implicit-rejection': {
    promise: 'a changed ciphertext or another key gives an unrelated 32 bytes, never a rejection',
    check: async ({ create }) => {
      const { xwing, equal } = await create();
      const made = await xwing.encapsulate(await xwing.publicKey(privateKey));
      ensure(made !== undefined, 'encapsulate refuses a good key');
      const tries: (readonly [Uint8Array, Uint8Array])[] = [
        [countingBytes(32, 1), made.ciphertext],
      ];
      for (const bit of [
        0,
        777,
        8 * curveInCiphertext - 1,
        8 * curveInCiphertext,
        8 * ciphertextBytes - 9,
      ]) {
        tries.push([privateKey, flipBit(made.ciphertext, bit)]);
      }
      for (const [index, [key, ciphertext]] of tries.entries()) {
        const secret = await ensureResolves(
          () => xwing.decapsulate(key, ciphertext),
          `try ${index}`,
        );
        ensureEqual(secret.length, 32, `try ${index}, bytes`);
        ensure(!equal(secret, made.sharedSecret), `try ${index} gives the secret`);
      }
    },
  },
  'xwing-small-order': {
    promise:
      'an X25519 half of small order counts as zeros, as the draft has it, and does not reject',
    check: async ({ create }) => {
      const { xwing } = await create();
      const ciphertext = countingBytes(ciphertextBytes).fill(0, curveInCiphertext);
      const secret = await ensureResolves(
        () => xwing.decapsulate(privateKey, ciphertext),
        'decapsulate',
      );
      ensureBytes(secret, fromHex(vectors.secretOfZeroCurvePoint), 'decapsulated secret');
      const publicKey = await xwing.publicKey(privateKey);
      for (const curve of [
        new Uint8Array(32),
        new Uint8Array(32).with(0, 1),
        new Uint8Array(32).with(31, 0x80),
      ]) {
        publicKey.set(curve, curveInPublicKey);
        const made = await ensureResolves(() => xwing.encapsulate(publicKey), 'encapsulate');
        ensureEqual(made?.sharedSecret.length, 32, 'secret, bytes');
      }
    },
  },
  'xwing-invalid-key': {
    promise:
      'encapsulate gives undefined for a public key of any other length or with a coefficient not below q',
    check: async ({ create }) => {
      const { xwing } = await create();
      const publicKey = await xwing.publicKey(privateKey);
      const longer = new Uint8Array(publicKeyBytes + 1);
      longer.set(publicKey);
      const wrong = [0, 1, 32, 1184, publicKeyBytes - 1].map((length) =>
        publicKey.slice(0, length),
      );
      // Coefficients are 12 bits each: q = 3,329 in the first one, then 4,095 in the last two.
      wrong.push(longer, publicKey.with(0, 0x01).with(1, (publicKey[1]! & 0xf0) | 0x0d));
      wrong.push(publicKey.slice().fill(0xff, 1149, 1152), publicKey.slice().fill(0xff));
      for (const [index, key] of wrong.entries()) {
        const made = await ensureResolves(() => xwing.encapsulate(key), `key ${index}`);
        ensureEqual(made?.sharedSecret.length, undefined, `key ${index}, secret bytes`);
      }
    },
  },
  'xwing-bounds': {
    promise: 'a private key or ciphertext of another length is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { xwing } = await create();
      for (const length of [0, 31, 33, 64]) {
        const key = new Uint8Array(length);
        await ensureRejects(
          () => xwing.publicKey(key),
          'CRYPTO_INPUT',
          `publicKey, ${length} bytes`,
        );
        const decapsulate = () => xwing.decapsulate(key, new Uint8Array(ciphertextBytes));
        await ensureRejects(
          decapsulate,
          'CRYPTO_INPUT',
          `decapsulate, private key of ${length} bytes`,
        );
      }
      for (const length of [0, 32, curveInCiphertext, ciphertextBytes - 1, ciphertextBytes + 1]) {
        const decapsulate = () => xwing.decapsulate(privateKey, new Uint8Array(length));
        await ensureRejects(
          decapsulate,
          'CRYPTO_INPUT',
          `decapsulate, ciphertext of ${length} bytes`,
        );
      }
    },
  },
};
