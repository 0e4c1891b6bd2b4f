import type { Crypto } from '@sotto/core';
import { countingBytes, flipBit, fromHex } from '../bytes.ts';
import type { Clause, Clauses } from '../contract.ts';
import { ensure, ensureBytes, ensureEqual, ensureRejects, ensureResolves } from '../ensure.ts';
import type { EdgeSignature } from './edge-signatures.ts';
import {
  edgeMessage,
  honestSignature,
  mixedOrderKeys,
  mixedOrderNonces,
  nonCanonicalKeys,
  nonCanonicalNonces,
  scalarOutOfRange,
  smallOrderKeys,
  smallOrderNonces,
} from './edge-signatures.ts';
import { signatureVectors } from './signing-vectors.ts';

export type SigningClauseId =
  | 'ed25519-vectors'
  | 'ed25519-bounds'
  | 'ed25519-tampered'
  | 'ed25519-malformed'
  | 'ed25519-scalar-range'
  | 'ed25519-key-small-order'
  | 'ed25519-key-mixed-order'
  | 'ed25519-key-canonical'
  | 'ed25519-nonce-small-order'
  | 'ed25519-nonce-mixed-order'
  | 'ed25519-nonce-canonical';

async function ensureRefused(crypto: Crypto, edges: readonly EdgeSignature[]): Promise<void> {
  const { publicKey, signature } = honestSignature;
  ensure(
    await crypto.signatures.Ed25519.verify(publicKey, edgeMessage, signature),
    'an honest signature is refused',
  );
  for (const [index, edge] of edges.entries()) {
    // Twice, because the second time the key may come from a memory of checked keys.
    for (const time of ['first', 'second']) {
      const answer = await ensureResolves(
        () => crypto.signatures.Ed25519.verify(edge.publicKey, edgeMessage, edge.signature),
        `signature ${index}`,
      );
      ensureEqual(answer, false, `signature ${index}, ${time} time`);
    }
  }
}

function refuses(what: string, edges: readonly EdgeSignature[]): Clause<'crypto'> {
  return {
    promise: `verify is false for ${what}`,
    check: async ({ create }) => ensureRefused(await create(), edges),
  };
}

export const signingClauses: Clauses<SigningClauseId, 'crypto'> = {
  'ed25519-vectors': {
    promise: 'publicKey, sign and verify agree with RFC 8032 §7.1',
    check: async ({ create }) => {
      const { Ed25519: ed25519 } = (await create()).signatures;
      for (const vector of signatureVectors) {
        const [privateKey, publicKey] = [fromHex(vector.privateKey), fromHex(vector.publicKey)];
        const [message, signature] = [fromHex(vector.message), fromHex(vector.signature)];
        ensureBytes(await ed25519.publicKey(privateKey), publicKey, 'publicKey');
        ensureBytes(await ed25519.sign(privateKey, message), signature, 'sign');
        ensure(
          await ed25519.verify(publicKey, message, signature),
          'verify refuses a good signature',
        );
      }
    },
  },
  'ed25519-bounds': {
    promise: 'a private key that has not 32 bytes is refused with CRYPTO_INPUT',
    check: async ({ create }) => {
      const { Ed25519: ed25519 } = (await create()).signatures;
      for (const length of [0, 31, 33, 64]) {
        const privateKey = new Uint8Array(length);
        await ensureRejects(
          () => ed25519.publicKey(privateKey),
          'CRYPTO_INPUT',
          `publicKey, ${length} bytes`,
        );
        await ensureRejects(
          () => ed25519.sign(privateKey, edgeMessage),
          'CRYPTO_INPUT',
          `sign, ${length} bytes`,
        );
      }
    },
  },
  'ed25519-tampered': {
    promise: 'verify is false when any bit of the key, the message or the signature changed',
    check: async ({ create }) => {
      const { Ed25519: ed25519 } = (await create()).signatures;
      const { publicKey, signature } = honestSignature;
      ensure(
        await ed25519.verify(publicKey, edgeMessage, signature),
        'an honest signature is refused',
      );
      for (let bit = 0; bit < 512; bit += 5) {
        const what = `bit ${bit} changed`;
        const changed = flipBit(signature, bit);
        ensure(!(await ed25519.verify(publicKey, edgeMessage, changed)), `signature, ${what}`);
        if (bit < 256)
          ensure(
            !(await ed25519.verify(flipBit(publicKey, bit), edgeMessage, signature)),
            `key, ${what}`,
          );
        if (bit >= 8 * edgeMessage.length) continue;
        ensure(
          !(await ed25519.verify(publicKey, flipBit(edgeMessage, bit), signature)),
          `message, ${what}`,
        );
      }
      ensure(!(await ed25519.verify(publicKey, new Uint8Array(0), signature)), 'no message');
    },
  },
  'ed25519-malformed': {
    promise:
      'verify is false, and never rejects, for keys and signatures of any other length and for keys that are no point',
    check: async ({ create }) => {
      const { Ed25519: ed25519 } = (await create()).signatures;
      const { publicKey, signature } = honestSignature;
      for (const length of [0, 1, 31, 32, 33, 63, 64, 65, 96, 10_000]) {
        const bytes = countingBytes(length, 2);
        const key = length === 32 ? publicKey : bytes;
        const answers = [
          await ensureResolves(
            () => ed25519.verify(bytes, edgeMessage, signature),
            `key of ${length} bytes`,
          ),
          await ensureResolves(
            () => ed25519.verify(key, edgeMessage, bytes),
            `signature of ${length} bytes`,
          ),
        ];
        ensure(!answers.includes(true), `${length} bytes accepted`);
      }
      for (let y = 0; y < 32; y += 1) {
        const noPoint = new Uint8Array(32).fill(y === 0 ? 0xff : 0).with(0, y);
        const answer = await ensureResolves(
          () => ed25519.verify(noPoint, edgeMessage, signature),
          `key ${y}`,
        );
        ensureEqual(answer, false, `key ${y}`);
      }
    },
  },
  'ed25519-scalar-range': refuses('S not below L', scalarOutOfRange),
  'ed25519-key-small-order': refuses('a key of small order', smallOrderKeys),
  'ed25519-key-mixed-order': refuses('a key with a part of small order', mixedOrderKeys),
  'ed25519-key-canonical': refuses('a key whose encoding is not canonical', nonCanonicalKeys),
  'ed25519-nonce-small-order': refuses('R of small order', smallOrderNonces),
  'ed25519-nonce-mixed-order': refuses('R with a part of small order', mixedOrderNonces),
  'ed25519-nonce-canonical': refuses('R whose encoding is not canonical', nonCanonicalNonces),
};
