import { flipBit, fromHex, textBytes } from '../bytes.ts';
import type { Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';
import { encodeSignature, looseEncodings } from './ecdsa-encodings.ts';
import { ecdsaSamples } from './ecdsa-vectors.ts';
import { edgeMessage } from './edge-signatures.ts';
import { badPoints, badScalars, readNumber } from './prime-points.ts';

export type EcdsaClauseId =
  | 'ecdsa-vectors'
  | 'ecdsa-sign'
  | 'ecdsa-bounds'
  | 'ecdsa-tampered'
  | 'ecdsa-encoding'
  | 'ecdsa-range'
  | 'ecdsa-mirrored'
  | 'ecdsa-sum'
  | 'ecdsa-points';

const message = textBytes('sample');

/** The two numbers of a signature that is known to be well-formed. */
function numbersOf(signature: Uint8Array): readonly [bigint, bigint] {
  const start = signature[1] === 0x81 ? 3 : 2;
  const middle = start + 2 + signature[start + 1]!;
  return [
    readNumber(signature.slice(start + 2, middle)),
    readNumber(signature.slice(middle + 2, middle + 2 + signature[middle + 1]!)),
  ];
}

export const ecdsaClauses: Clauses<EcdsaClauseId, 'crypto'> = {
  'ecdsa-vectors': {
    promise: 'P-256, P-384, P-521: publicKey and verify agree with RFC 6979 §A.2',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, privateKey, publicKey, signature } of ecdsaSamples) {
        const { [algorithm]: scheme } = signatures;
        const key = await scheme.publicKey(fromHex(privateKey));
        ensureBytes(key, fromHex(publicKey), `publicKey, ${algorithm}`);
        const good = await scheme.verify(key, message, fromHex(signature));
        ensure(good, `${algorithm}: a good signature is refused`);
      }
    },
  },
  'ecdsa-sign': {
    promise: 'P-256, P-384, P-521: sign gives the DER form of two numbers that verify takes',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, order, privateKey, publicKey } of ecdsaSamples) {
        const { sign, verify } = signatures[algorithm];
        // Often enough for numbers that need a byte more, and one byte less.
        for (let round = 0; round < 24; round += 1) {
          const text = textBytes(`round ${round}`);
          const signature = await sign(fromHex(privateKey), text);
          const [r, s] = numbersOf(signature);
          ensureBytes(signature, encodeSignature(r, s), `${algorithm}, signature`);
          const n = readNumber(fromHex(order));
          ensure(r > 0n && r < n && s > 0n && s < n, `${algorithm}: numbers out of range`);
          ensureEqual(
            signature.buffer.byteLength,
            signature.length,
            `${algorithm}: bytes of memory behind the signature`,
          );
          ensure(
            await verify(fromHex(publicKey), text, signature),
            `${algorithm}: verify refuses what sign gave`,
          );
        }
      }
    },
  },
  'ecdsa-bounds': {
    promise:
      'P-256, P-384, P-521: a private key of another length, zero, or not below n is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, order } of ecdsaSamples) {
        const { publicKey, sign } = signatures[algorithm];
        for (const [index, key] of badScalars(fromHex(order)).entries()) {
          const what = `${algorithm}, key ${index}`;
          await ensureRejects(() => publicKey(key), 'CRYPTO_INPUT', `publicKey, ${what}`);
          await ensureRejects(() => sign(key, message), 'CRYPTO_INPUT', `sign, ${what}`);
        }
      }
    },
  },
  'ecdsa-tampered': {
    promise:
      'P-256, P-384, P-521: verify is false, and never rejects, when any bit of the key, the message or the signature changed',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, publicKey, signature } of ecdsaSamples) {
        const { verify } = signatures[algorithm];
        const [key, signed] = [fromHex(publicKey), fromHex(signature)];
        ensure(await verify(key, message, signed), `${algorithm}: a good signature is refused`);
        for (let bit = 0; bit < 8 * key.length; bit += 11) {
          const answers = [
            await ensureResolves(() => verify(flipBit(key, bit), message, signed), algorithm),
          ];
          if (bit < 8 * signed.length) {
            const changed = flipBit(signed, bit);
            answers.push(await ensureResolves(() => verify(key, message, changed), algorithm));
          }
          if (bit < 8 * message.length)
            answers.push(await verify(key, flipBit(message, bit), signed));
          ensure(!answers.includes(true), `${algorithm}, bit ${bit} changed: accepted`);
        }
      }
    },
  },
  'ecdsa-encoding': {
    promise:
      'P-256, P-384, P-521: verify is false, and never rejects, for a signature in any other form than DER',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, bytes, publicKey, signature, wrapped } of ecdsaSamples) {
        const { verify } = signatures[algorithm];
        const [r, s] = numbersOf(fromHex(signature));
        const tries = looseEncodings(r, s, bytes).map((loose) => [publicKey, message, loose]);
        const [small, one] = [BigInt(wrapped.r), 1n];
        for (const loose of looseEncodings(small, one, bytes))
          tries.push([wrapped.publicKey, edgeMessage, loose]);
        for (const [index, [key, text, loose]] of tries.entries()) {
          const what = `${algorithm}, form ${index}`;
          const answer = await ensureResolves(
            () => verify(fromHex(key as string), text as Uint8Array, loose as Uint8Array),
            what,
          );
          ensureEqual(answer, false, what);
        }
      }
    },
  },
  'ecdsa-range': {
    promise:
      'P-256, P-384, P-521: verify is false, and never rejects, for r and s that are not from 1 to n - 1',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, order, publicKey, signature, wrapped } of ecdsaSamples) {
        const { verify } = signatures[algorithm];
        const n = readNumber(fromHex(order));
        const [r, s] = numbersOf(fromHex(signature));
        const tries = [
          [0n, 0n],
          [0n, s],
          [r, 0n],
          [n, s],
          [r, n],
          [n, n],
          [r + n, s],
          [r, s + n],
          [-r, s],
          [r, -s],
          [r - n, s],
          [r, s - n],
          [1n << 800n, s],
        ].map(([one, two]) => [publicKey, message, encodeSignature(one!, two!)] as const);
        const { r: small, publicKey: key } = wrapped;
        for (const [one, two] of [
          [BigInt(small) + n, 1n],
          [BigInt(small), 1n + n],
          [BigInt(small), 1n - n],
        ] as const)
          tries.push([key, edgeMessage, encodeSignature(one, two)]);
        for (const [index, [of, text, encoded]] of tries.entries()) {
          const what = `${algorithm}, pair ${index}`;
          const answer = await ensureResolves(() => verify(fromHex(of), text, encoded), what);
          ensureEqual(answer, false, what);
        }
      }
    },
  },
  'ecdsa-mirrored': {
    promise: 'P-256, P-384, P-521: verify takes (r, n - s) where it takes (r, s)',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, order, publicKey, signature } of ecdsaSamples) {
        const { verify } = signatures[algorithm];
        const [r, s] = numbersOf(fromHex(signature));
        const n = readNumber(fromHex(order));
        for (const other of [s, n - s]) {
          const good = await verify(fromHex(publicKey), message, encodeSignature(r, other));
          ensure(good, `${algorithm}: a good signature is refused`);
        }
      }
    },
  },
  'ecdsa-sum': {
    promise:
      'P-256, P-384, P-521: verify reduces the x of the sum by n, and is false where the sum is no point',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, wrapped, infinite } of ecdsaSamples) {
        const { publicKey, verify } = signatures[algorithm];
        const small = encodeSignature(BigInt(wrapped.r), 1n);
        ensure(
          await verify(fromHex(wrapped.publicKey), edgeMessage, small),
          `${algorithm}: an x above n is refused`,
        );
        const key = await publicKey(fromHex(infinite));
        const none = encodeSignature(5n, 7n);
        const answer = await ensureResolves(() => verify(key, edgeMessage, none), algorithm);
        ensureEqual(answer, false, `${algorithm}, sum at infinity`);
      }
    },
  },
  'ecdsa-points': {
    promise:
      'P-256, P-384, P-521: verify is false, and never rejects, for any key but an uncompressed point of the curve',
    check: async ({ create }) => {
      const { signatures } = await create();
      for (const { algorithm, prime, publicKey, signature } of ecdsaSamples) {
        const { verify } = signatures[algorithm];
        const bad = badPoints(fromHex(publicKey), readNumber(fromHex(prime)));
        for (const [index, key] of bad.entries()) {
          const what = `${algorithm}, key ${index}`;
          const answer = await ensureResolves(() => verify(key, message, fromHex(signature)), what);
          ensureEqual(answer, false, what);
        }
      }
    },
  },
};
