import type { Crypto } from '@sotto/core';
import { countingBytes, flipBit, fromHex } from '../bytes.ts';
import type { Clause, Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';
import {
  honestEd448,
  mixedOrderEd448,
  nonCanonicalEd448,
  scalarOutOfRangeEd448,
  smallOrderEd448Keys,
  smallOrderEd448Nonces,
} from './ed448-edges.ts';
import { ed448Vectors } from './ed448-vectors.ts';
import type { EdgeSignature } from './edge-signatures.ts';
import { edgeMessage } from './edge-signatures.ts';

export type Ed448ClauseId =
  | 'ed448-vectors'
  | 'ed448-bounds'
  | 'ed448-tampered'
  | 'ed448-malformed'
  | 'ed448-mixed-order'
  | 'ed448-scalar-range'
  | 'ed448-key-small-order'
  | 'ed448-nonce-small-order'
  | 'ed448-canonical';

async function ensureAnswers(
  { signatures }: Crypto,
  edges: readonly EdgeSignature[],
  expected: boolean,
): Promise<void> {
  for (const [index, { publicKey, signature }] of edges.entries()) {
    const answer = await ensureResolves(
      () => signatures.Ed448.verify(publicKey, edgeMessage, signature),
      `signature ${index}`,
    );
    ensureEqual(answer, expected, `signature ${index}`);
  }
}

function refuses(what: string, edges: readonly EdgeSignature[]): Clause<'crypto'> {
  return {
    promise: `Ed448: verify is false for ${what}`,
    check: async ({ create }) => {
      const crypto = await create();
      await ensureAnswers(crypto, [honestEd448], true);
      await ensureAnswers(crypto, edges, false);
    },
  };
}

export const ed448Clauses: Clauses<Ed448ClauseId, 'crypto'> = {
  'ed448-vectors': {
    promise: 'Ed448: publicKey, sign and verify agree with RFC 8032 §7.4',
    check: async ({ create }) => {
      const { Ed448 } = (await create()).signatures;
      for (const vector of ed448Vectors) {
        const [privateKey, publicKey] = [fromHex(vector.privateKey), fromHex(vector.publicKey)];
        const [message, signature] = [fromHex(vector.message), fromHex(vector.signature)];
        ensureBytes(await Ed448.publicKey(privateKey), publicKey, 'publicKey');
        ensureBytes(await Ed448.sign(privateKey, message), signature, 'sign');
        ensure(await Ed448.verify(publicKey, message, signature), 'a good signature is refused');
      }
    },
  },
  'ed448-bounds': {
    promise: 'Ed448: a private key that has not 57 bytes is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { Ed448 } = (await create()).signatures;
      for (const length of [0, 32, 56, 58, 114]) {
        const key = new Uint8Array(length);
        const what = `${length} bytes`;
        await ensureRejects(() => Ed448.publicKey(key), 'CRYPTO_INPUT', `publicKey, ${what}`);
        await ensureRejects(() => Ed448.sign(key, edgeMessage), 'CRYPTO_INPUT', `sign, ${what}`);
      }
    },
  },
  'ed448-tampered': {
    promise: 'Ed448: verify is false when any bit of the key, the message or the signature changed',
    check: async ({ create }) => {
      const { Ed448 } = (await create()).signatures;
      const { publicKey, signature } = honestEd448;
      ensure(
        await Ed448.verify(publicKey, edgeMessage, signature),
        'an honest signature is refused',
      );
      for (let bit = 0; bit < 8 * signature.length; bit += 19) {
        const what = `bit ${bit} changed`;
        const changed = flipBit(signature, bit);
        ensure(!(await Ed448.verify(publicKey, edgeMessage, changed)), `signature, ${what}`);
        if (bit < 8 * publicKey.length) {
          const key = flipBit(publicKey, bit);
          ensure(!(await Ed448.verify(key, edgeMessage, signature)), `key, ${what}`);
        }
        if (bit < 8 * edgeMessage.length) {
          const message = flipBit(edgeMessage, bit);
          ensure(!(await Ed448.verify(publicKey, message, signature)), `message, ${what}`);
        }
      }
    },
  },
  'ed448-malformed': {
    promise:
      'Ed448: verify is false, and never rejects, for keys and signatures of any other length and for keys that are no point',
    check: async ({ create }) => {
      const { Ed448 } = (await create()).signatures;
      const { publicKey, signature } = honestEd448;
      for (const length of [0, 1, 32, 56, 57, 58, 113, 114, 115, 10_000]) {
        const bytes = countingBytes(length, 2);
        const asKey = () => Ed448.verify(bytes, edgeMessage, signature);
        ensureEqual(await ensureResolves(asKey, 'verify'), false, `key of ${length} bytes`);
        const asSignature = () => Ed448.verify(publicKey, edgeMessage, bytes);
        const what = `signature of ${length} bytes`;
        ensureEqual(await ensureResolves(asSignature, 'verify'), false, what);
      }
      for (let y = 2; y < 18; y += 1) {
        const key = new Uint8Array(57).with(0, y);
        const answer = await ensureResolves(
          () => Ed448.verify(key, edgeMessage, signature),
          'verify',
        );
        ensureEqual(answer, false, `key with y = ${y}`);
      }
    },
  },
  'ed448-mixed-order': {
    promise:
      'Ed448: verify is true where the equation holds times 4, also when A or R has a part of order 2 or 4',
    check: async ({ create }) =>
      ensureAnswers(await create(), [honestEd448, ...mixedOrderEd448], true),
  },
  'ed448-scalar-range': refuses('S not below L', scalarOutOfRangeEd448),
  'ed448-key-small-order': refuses('a key of small order', smallOrderEd448Keys),
  'ed448-nonce-small-order': refuses('R of small order', smallOrderEd448Nonces),
  'ed448-canonical': refuses('A or R whose encoding is not canonical', nonCanonicalEd448),
};
