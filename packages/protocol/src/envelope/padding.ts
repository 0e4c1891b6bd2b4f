import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';
import { isBucket } from './layout.ts';

const mark = 0x80;

/**
 * The bucket for `plaintextBytes`: the smallest power of two from 512 to 65,536 that holds them and one byte more. A relay
 * learns which of eight sizes a message has. Throws `PADDING_TOO_LONG` past 65,535.
 */
export function bucketBytes(plaintextBytes: number): number {
  if (plaintextBytes >= protocolLimits.maxEnvelopeBucketBytes) {
    throw protocolError('PADDING_TOO_LONG', 'The message is too long for an envelope.');
  }
  let bucket: number = protocolLimits.minEnvelopeBucketBytes;
  while (bucket < plaintextBytes + 1) bucket *= 2;
  return bucket;
}

/**
 * The plaintext, one byte 0x80, and zeros up to the bucket (ISO/IEC 7816-4), less so many bytes as stand in it beside. Throws
 * `PADDING_TOO_LONG`.
 */
export function pad(plaintext: Uint8Array, besideBytes = 0): Uint8Array {
  const padded = new Uint8Array(bucketBytes(besideBytes + plaintext.length) - besideBytes);
  padded.set(plaintext);
  padded[plaintext.length] = mark;
  return padded;
}

/**
 * What was padded, as fresh bytes. One padding per plaintext: a length that is no bucket or a larger bucket than needed, a
 * missing mark or anything but zeros behind it throws `PADDING_MALFORMED`. To be called on authenticated bytes only.
 */
export function unpad(padded: Uint8Array, besideBytes = 0): Uint8Array {
  const bucket = padded.length + besideBytes;
  if (!isBucket(bucket)) throw malformed();
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== mark || bucketBytes(besideBytes + end) !== bucket)
    throw malformed();
  return padded.slice(0, end);
}

function malformed(): Error {
  return protocolError('PADDING_MALFORMED', 'The padding is not valid.');
}
