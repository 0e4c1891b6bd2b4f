import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, isUint } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/** How far the frames of one device came. */
export interface DeviceNumber {
  /** Signature key, 32 bytes. */
  readonly device: Uint8Array;
  /** `SottoFrame.sequence` that its next frame should have. */
  readonly next: number;
}

const keyBytes = 32;

/** `[[device, next], …]`: what somebody who comes into a group is told, so that they see when the first frames are missing. Throws as `parseNumbers` does. */
export function encodeNumbers(numbers: readonly DeviceNumber[]): Uint8Array {
  const bytes = encodeCbor(numbers.map(({ device, next }) => [device, next]));
  parseNumbers(bytes);
  return bytes;
}

/** Throws `NUMBERS_MALFORMED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseNumbers(bytes: Uint8Array): readonly DeviceNumber[] {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxNumbersBytes });
  const bounds = { min: 0, max: protocolLimits.maxNumbers };
  const numbers = readArray(value, bounds, (item) => {
    if (!isCborArray(item) || item.length !== 2) return undefined;
    const [device, next] = item;
    if (!isBytes(device, keyBytes, keyBytes)) return undefined;
    if (!isUint(next, protocolLimits.maxSottoFrameSequence)) return undefined;
    return { device, next };
  });
  if (numbers === undefined)
    throw protocolError('NUMBERS_MALFORMED', 'The numbers of the members are not valid.');
  return numbers;
}
