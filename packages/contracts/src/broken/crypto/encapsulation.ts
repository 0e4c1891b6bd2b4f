import type { Encapsulation } from '@sotto/core';
import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { EncapsulationClauseId } from '../../crypto/encapsulation.ts';

const curveInCiphertext = 1088;

export const brokenEncapsulation: Flaws<EncapsulationClauseId, 'crypto'> = {
  // Takes the private key for the seed of ML-KEM alone: consistent with itself, and not X-Wing.
  'xwing-vectors': flawOf(({ xwing, hash }) => ({
    xwing: {
      ...xwing,
      publicKey: async (privateKey) => xwing.publicKey(await hash('SHA-256', privateKey)),
      decapsulate: async (privateKey, ciphertext) =>
        xwing.decapsulate(await hash('SHA-256', privateKey), ciphertext),
    },
  })),
  'xwing-round-trip': flawOf(({ xwing }) => ({
    xwing: {
      ...xwing,
      encapsulate: async (publicKey) => {
        const made = await xwing.encapsulate(publicKey);
        return made && { ...made, sharedSecret: made.sharedSecret.toReversed() };
      },
    },
  })),
  // One encapsulation a key, kept.
  'xwing-fresh': flawOf(({ xwing }) => {
    const made = new Map<string, Promise<Encapsulation | undefined>>();
    return {
      xwing: {
        ...xwing,
        encapsulate: (publicKey) => {
          const kept = made.get(publicKey.join()) ?? xwing.encapsulate(publicKey);
          made.set(publicKey.join(), kept);
          return kept;
        },
      },
    };
  }),
  // Tells an attacker which ciphertexts were not made for the key.
  'xwing-implicit-rejection': flawOf(({ xwing, equal }) => {
    const known: Encapsulation[] = [];
    return {
      xwing: {
        ...xwing,
        encapsulate: async (publicKey) => {
          const made = await xwing.encapsulate(publicKey);
          if (made) known.push(made);
          return made;
        },
        decapsulate: async (privateKey, ciphertext) => {
          const secret = await xwing.decapsulate(privateKey, ciphertext);
          if (!known.some((made) => equal(made.sharedSecret, secret)))
            throw new Error('Not for this key.');
          return secret;
        },
      },
    };
  }),
  // X25519 as TLS wants it, refusing a shared secret of zeros.
  'xwing-small-order': flawOf(({ xwing }) => ({
    xwing: {
      ...xwing,
      decapsulate: async (privateKey, ciphertext) => {
        if (ciphertext.slice(curveInCiphertext).every((byte) => byte === 0))
          throw new Error('Small order.');
        return xwing.decapsulate(privateKey, ciphertext);
      },
    },
  })),
  'xwing-invalid-key': flawOf(({ xwing }) => ({
    xwing: { ...xwing, encapsulate: (publicKey) => xwing.encapsulate(publicKey.slice(0, 1216)) },
  })),
  'xwing-bounds': flawOf(({ xwing }) => ({
    xwing: {
      ...xwing,
      decapsulate: (privateKey, ciphertext) =>
        xwing.decapsulate(privateKey, ciphertext.slice(0, 1120)),
    },
  })),
};
