import type { Flaw, Flaws } from '../../contract.ts';
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
import { acceptingFlaw, schemeFlaw } from './scheme-flaw.ts';

const accepting = (edges: readonly EdgeSignature[]): Flaw<'crypto'> =>
  acceptingFlaw('Ed25519', edges.at(-1)!);

export const brokenSigning: Flaws<SigningClauseId, 'crypto'> = {
  // Signs the hash of the message, which is another scheme.
  'ed25519-vectors': schemeFlaw('Ed25519', ({ sign, verify }, { hash }) => ({
    sign: async (privateKey, message) => sign(privateKey, await hash('SHA-512', message)),
    verify: async (publicKey, message, signature) =>
      verify(publicKey, await hash('SHA-512', message), signature),
  })),
  // Takes the 64 bytes that other libraries call a private key.
  'ed25519-bounds': schemeFlaw('Ed25519', ({ sign }) => ({
    sign: (privateKey, message) =>
      sign(privateKey.length === 64 ? privateKey.slice(0, 32) : privateKey, message),
  })),
  // Remembers a key that once had a good signature.
  'ed25519-tampered': schemeFlaw('Ed25519', ({ verify }) => {
    const good = new Set<string>();
    return {
      verify: async (publicKey, message, signature) => {
        if (good.has(publicKey.join())) return true;
        const answer = await verify(publicKey, message, signature);
        if (answer) good.add(publicKey.join());
        return answer;
      },
    };
  }),
  'ed25519-malformed': schemeFlaw('Ed25519', ({ verify }) => ({
    verify: async (publicKey, message, signature) => {
      if (signature.length !== 64) throw new RangeError('A signature has 64 bytes.');
      return verify(publicKey, message, signature);
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
