import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/**
 * The Padmé length for `length` bytes (Nikitin et al., Reducing Metadata Leakage from Encrypted Files and Communication
 * with PURBs, 2019, §4): the next length whose binary form has its ones only in the high bits that a float of that
 * exponent would keep. At most 12 % longer; a length says log log of what it would say. For 0 to 2^52; throws
 * `BLOB_LAYOUT` otherwise.
 */
export function padmeLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0 || length > 2 ** 52) {
    throw protocolError('BLOB_LAYOUT', 'The length cannot be padded.');
  }
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const keptBits = floorLog2(exponent) + 1;
  const step = 2 ** (exponent - keptBits);
  return step <= 1 ? length : Math.ceil(length / step) * step;
}

/** Bytes of a blob's plaintext once padded: Padmé, and never less than 4,096. Throws `BLOB_LAYOUT` past `maxBlobBytes`. */
export function paddedBlobLength(plainBytes: number): number {
  if (plainBytes > protocolLimits.maxBlobBytes)
    throw protocolError('BLOB_LAYOUT', 'The blob is too long.');
  return padmeLength(Math.max(plainBytes, protocolLimits.minBlobPaddedBytes));
}

// Math.log2 may round up just below a power of two.
function floorLog2(value: number): number {
  const guess = Math.floor(Math.log2(value));
  return 2 ** guess > value ? guess - 1 : guess;
}
