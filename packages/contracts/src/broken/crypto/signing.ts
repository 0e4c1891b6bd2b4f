import type { Flaw, Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { EdgeSignature } from '../../crypto/edge-signatures.ts';
import {
  mixedOrderKeys,
  mixedOrderNonces,
  nonCanonicalKeys,
  nonCanonicalNonces,
  scalarOutOfRange,
  smallOrderKeys,
  smallOrderNonces,
} from '../../crypto/edge-signatures.ts';
import type { SigningClauseId } from '../../crypto/signing.ts';

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Accepts the last of these, as some library does that is used bare. */
function accepting(edges: readonly EdgeSignature[]): Flaw<'crypto'> {
  const edge = edges.at(-1)!;
  return flawOf(({ ed25519 }) => ({
    ed25519: {
      ...ed25519,
      verify: async (publicKey, message, signature) =>
        (same(publicKey, edge.publicKey) && same(signature, edge.signature)) ||
        ed25519.verify(publicKey, message, signature),
    },
  }));
}

export const brokenSigning: Flaws<SigningClauseId, 'crypto'> = {
  // Signs the hash of the message, which is another scheme.
  'ed25519-vectors': flawOf(({ ed25519, hash }) => ({
    ed25519: {
      publicKey: ed25519.publicKey,
      sign: async (privateKey, message) => ed25519.sign(privateKey, await hash('SHA-512', message)),
      verify: async (publicKey, message, signature) =>
        ed25519.verify(publicKey, await hash('SHA-512', message), signature),
    },
  })),
  // Takes the 64 bytes that other libraries call a private key.
  'ed25519-bounds': flawOf(({ ed25519 }) => ({
    ed25519: {
      ...ed25519,
      sign: (privateKey, message) =>
        ed25519.sign(privateKey.length === 64 ? privateKey.slice(0, 32) : privateKey, message),
    },
  })),
  // Remembers a key that once had a good signature.
  'ed25519-tampered': flawOf(({ ed25519 }) => {
    const good = new Set<string>();
    return {
      ed25519: {
        ...ed25519,
        verify: async (publicKey, message, signature) => {
          if (good.has(publicKey.join())) return true;
          const answer = await ed25519.verify(publicKey, message, signature);
          if (answer) good.add(publicKey.join());
          return answer;
        },
      },
    };
  }),
  'ed25519-malformed': flawOf(({ ed25519 }) => ({
    ed25519: {
      ...ed25519,
      verify: async (publicKey, message, signature) => {
        if (signature.length !== 64) throw new RangeError('A signature has 64 bytes.');
        return ed25519.verify(publicKey, message, signature);
      },
    },
  })),
  'ed25519-scalar-range': accepting(scalarOutOfRange),
  'ed25519-key-small-order': accepting(smallOrderKeys),
  'ed25519-key-mixed-order': accepting(mixedOrderKeys),
  'ed25519-key-canonical': accepting(nonCanonicalKeys),
  'ed25519-nonce-small-order': accepting(smallOrderNonces),
  'ed25519-nonce-mixed-order': accepting(mixedOrderNonces),
  'ed25519-nonce-canonical': accepting(nonCanonicalNonces),
};
