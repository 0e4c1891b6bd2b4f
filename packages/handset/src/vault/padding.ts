import { vaultError } from './error.ts';

const lengthBytes = 4;
const smallStep = 64;
const smallLimit = 4_096;

/**
 * Whoever has the disk sees how long each record is, and a message's length says much about a short one. So what is sealed
 * is filled up: to multiples of 64 bytes up to 4 KiB, past that to a 32nd of its size. It costs at most 63 bytes for a small
 * record and 6 % for a large one.
 */
export function padRecord(value: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(lengthBytes + value.length));
  new DataView(padded.buffer).setUint32(0, value.length);
  padded.set(value, lengthBytes);
  return padded;
}

/** What was padded; a view into `padded`. @throws VAULT_BROKEN */
export function unpadRecord(padded: Uint8Array): Uint8Array {
  if (padded.length < lengthBytes) throw broken();
  const length = new DataView(padded.buffer, padded.byteOffset, padded.byteLength).getUint32(0);
  if (length > padded.length - lengthBytes) throw broken();
  return padded.subarray(lengthBytes, lengthBytes + length);
}

function paddedLength(length: number): number {
  const step = length <= smallLimit ? smallStep : 2 ** (Math.floor(Math.log2(length)) - 5);
  return Math.ceil(length / step) * step;
}

function broken(): Error {
  return vaultError('VAULT_BROKEN', 'A record of the vault has an impossible length.');
}
