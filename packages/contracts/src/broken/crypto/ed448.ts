import type { Flaws } from '../../contract.ts';
import type { Ed448ClauseId } from '../../crypto/ed448.ts';
import {
  mixedOrderEd448,
  nonCanonicalEd448,
  scalarOutOfRangeEd448,
  smallOrderEd448Keys,
  smallOrderEd448Nonces,
} from '../../crypto/ed448-edges.ts';
import { acceptingFlaw, sameBytes, schemeFlaw } from './scheme-flaw.ts';

export const brokenEd448: Flaws<Ed448ClauseId, 'crypto'> = {
  // Signs the hash of the message, as Ed448ph does.
  'ed448-vectors': schemeFlaw('Ed448', ({ sign, verify }, { shake256 }) => ({
    sign: async (privateKey, message) => sign(privateKey, await shake256(message, 64)),
    verify: async (publicKey, message, signature) =>
      verify(publicKey, await shake256(message, 64), signature),
  })),
  // Takes a key of X448, which is a byte shorter.
  'ed448-bounds': schemeFlaw('Ed448', ({ publicKey }) => ({
    publicKey: (privateKey) =>
      publicKey(privateKey.length === 56 ? Uint8Array.of(...privateKey, 0) : privateKey),
  })),
  // Looks at R and at the message only.
  'ed448-tampered': schemeFlaw('Ed448', ({ verify }) => {
    const good = new Set<string>();
    return {
      verify: async (publicKey, message, signature) => {
        const seen = `${signature.slice(0, 57).join()} ${message.join()}`;
        if (good.has(seen)) return true;
        const answer = await verify(publicKey, message, signature);
        if (answer) good.add(seen);
        return answer;
      },
    };
  }),
  'ed448-malformed': schemeFlaw('Ed448', ({ verify }) => ({
    verify: async (publicKey, message, signature) => {
      if (publicKey.length !== 57) throw new RangeError('A public key has 57 bytes.');
      return verify(publicKey, message, signature);
    },
  })),
  // The equation itself, not times 4.
  'ed448-mixed-order': schemeFlaw('Ed448', ({ verify }) => ({
    verify: async (publicKey, message, signature) =>
      !mixedOrderEd448.some((edge) => sameBytes(edge.signature, signature)) &&
      verify(publicKey, message, signature),
  })),
  'ed448-scalar-range': acceptingFlaw('Ed448', scalarOutOfRangeEd448.at(-1)!),
  'ed448-key-small-order': acceptingFlaw('Ed448', smallOrderEd448Keys.at(-1)!),
  'ed448-nonce-small-order': acceptingFlaw('Ed448', smallOrderEd448Nonces.at(-1)!),
  'ed448-canonical': acceptingFlaw('Ed448', nonCanonicalEd448.at(-1)!),
};
