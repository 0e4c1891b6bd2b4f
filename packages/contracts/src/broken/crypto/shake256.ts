import type { Flaws } from '../../contract.ts';
import { flawOf } from '../../contract.ts';
import type { Shake256ClauseId } from '../../crypto/shake256.ts';

export const brokenShake256: Flaws<Shake256ClauseId, 'crypto'> = {
  // Stretches a hash: an output of any length, and another function.
  'shake256-vectors': flawOf(({ hkdfExtract, hkdfExpand }) => ({
    shake256: async (data, length) =>
      hkdfExpand('SHA-512', await hkdfExtract('SHA-512', data, data), data, length),
  })),
  // The length goes in, as it does in the KMAC that stands on this function.
  'shake256-lengths': flawOf(({ shake256 }) => ({
    shake256: (data, length) =>
      shake256(length < 64 ? Uint8Array.of(...data, length) : data, length),
  })),
  'shake256-bounds': flawOf(({ shake256 }) => ({
    shake256: (data, length) => shake256(data, Math.max(0, Math.floor(length) || 0)),
  })),
};
