import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { SealingClauseId } from '../../crypto/sealing.ts';

const none: Uint8Array = new Uint8Array(0);

export const brokenSealing: Flaws<SealingClauseId, 'crypto'> = {
  // Opens what it seals, but nobody else can.
  'aead-vectors': flawOf(({ aeadSeal, aeadOpen }) => ({
    aeadSeal: (algorithm, box) => aeadSeal(algorithm, { ...box, nonce: box.nonce.toReversed() }),
    aeadOpen: (algorithm, box) => aeadOpen(algorithm, { ...box, nonce: box.nonce.toReversed() }),
  })),
  'aead-round-trip': flawOf(({ aeadOpen }) => ({
    aeadOpen: async (algorithm, box) =>
      box.data.length === 16 ? undefined : aeadOpen(algorithm, box),
  })),
  // Leaves the associated data out of the tag.
  'aead-tampered': flawOf(({ aeadSeal, aeadOpen }) => ({
    aeadSeal: (algorithm, box) => aeadSeal(algorithm, { ...box, associatedData: none }),
    aeadOpen: (algorithm, box) => aeadOpen(algorithm, { ...box, associatedData: none }),
  })),
  'aead-truncated': flawOf(({ aeadOpen }) => ({
    aeadOpen: async (algorithm, box) => {
      if (box.data.length < 16) throw new RangeError('Too short.');
      return aeadOpen(algorithm, box);
    },
  })),
  'aead-bounds': flawOf(({ aeadSeal }) => ({
    aeadSeal: (algorithm, box) => {
      const nonce = new Uint8Array(12);
      nonce.set(box.nonce.slice(0, 12));
      return aeadSeal(algorithm, { ...box, nonce });
    },
  })),
};
