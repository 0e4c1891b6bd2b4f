import type { Flaw, Flaws } from '../../contract.ts';
import { fromHex } from '../../bytes.ts';
import type { EcdsaClauseId } from '../../crypto/ecdsa.ts';
import { derInteger, encodeSignature } from '../../crypto/ecdsa-encodings.ts';
import { ecdsaSamples } from '../../crypto/ecdsa-vectors.ts';
import { edgeMessage } from '../../crypto/edge-signatures.ts';
import { badPoints, readNumber, writeNumber } from '../../crypto/prime-points.ts';
import { acceptingFlaw, sameBytes, schemeFlaw } from './scheme-flaw.ts';

const last = ecdsaSamples.at(-1)!;
const publicKey = fromHex(last.publicKey);
const order = readNumber(fromHex(last.order));
const mirrored = { publicKey, signature: fromHex(last.signature) };

/** Takes the lengths in a signature as they come. */
function lax(): Flaw<'crypto'> {
  return schemeFlaw('P-521', ({ verify }) => ({
    verify: async (key, message, signature) => {
      const [tag, form, length] = signature;
      const long = tag === 0x30 && form === 0x82 && length === 0;
      const strict = long ? Uint8Array.of(0x30, 0x81, ...signature.slice(3)) : signature;
      return verify(key, message, strict);
    },
  }));
}

export const brokenEcdsa: Flaws<EcdsaClauseId, 'crypto'> = {
  // Hashes first what is hashed once more then.
  'ecdsa-vectors': schemeFlaw('P-384', ({ sign, verify }, { hash }) => ({
    sign: async (key, message) => sign(key, await hash('SHA-384', message)),
    verify: async (key, message, signature) =>
      verify(key, await hash('SHA-384', message), signature),
  })),
  // The two numbers one behind the other, as WebCrypto has them.
  'ecdsa-sign': schemeFlaw('P-256', ({ sign }) => ({
    sign: async (key, message) => {
      const signature = await sign(key, message);
      const second = 4 + signature[3]!;
      return Uint8Array.of(
        ...signature.slice(4, second).slice(-32),
        ...signature.slice(second + 2).slice(-32),
      );
    },
  })),
  // Reduces a private key that is too large.
  'ecdsa-bounds': schemeFlaw('P-521', ({ sign }) => ({
    sign: (key, message) => {
      const scalar = key.length === 66 ? readNumber(key) : 0n;
      return sign(scalar > order ? writeNumber(scalar % order, 66) : key, message);
    },
  })),
  // Cannot bear a point that is not on the curve.
  'ecdsa-tampered': schemeFlaw('P-256', ({ verify }) => {
    const known = new Set<string>();
    return {
      verify: async (key, message, signature) => {
        if (known.size > 0 && !known.has(key.join())) throw new TypeError('Not on the curve.');
        const answer = await verify(key, message, signature);
        if (answer) known.add(key.join());
        return answer;
      },
    };
  }),
  'ecdsa-encoding': lax(),
  // The same number to whoever reduces first.
  'ecdsa-range': acceptingFlaw('P-521', {
    publicKey: fromHex(last.wrapped.publicKey),
    signature: encodeSignature(BigInt(last.wrapped.r) + order, 1n),
  }),
  // "Low s" alone, as Bitcoin has it.
  'ecdsa-mirrored': schemeFlaw('P-521', ({ verify }) => ({
    verify: async (key, message, signature) => {
      if (!sameBytes(key, mirrored.publicKey) || sameBytes(signature, mirrored.signature))
        return verify(key, message, signature);
      return false;
    },
  })),
  // Does not reduce the x of the sum.
  'ecdsa-sum': schemeFlaw('P-521', ({ verify }) => ({
    verify: async (key, message, signature) =>
      !(sameBytes(message, edgeMessage) && signature.length === 2 + 2 * derInteger(1n).length) &&
      verify(key, message, signature),
  })),
  'ecdsa-points': acceptingFlaw('P-521', {
    publicKey: badPoints(publicKey, readNumber(fromHex(last.prime))).at(-1)!,
    signature: fromHex(last.signature),
  }),
};
