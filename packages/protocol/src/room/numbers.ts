import { epochsToCbor, readEpochsSeen } from '../aside/epochs-seen.ts';
import type { EpochSeen } from '../aside/epochs-seen.ts';
import { decodeCbor } from '../cbor/decode.ts';
import { encodeCbor } from '../cbor/encode.ts';
import { isBytes, isUint } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolError } from '../error.ts';
import { protocolLimits } from '../limits.ts';

/** How far the frames of one device came. */
export interface DeviceNumber {
  /** Signature key, 32 bytes. */
  readonly device: Uint8Array;
  /** `SottoFrame.sequence` that its next frame should have. */
  readonly next: number;
}

/** What somebody who comes into a group is told of before. */
export interface Numbers {
  /** At most 4,096: so that they see when the first frames are missing. */
  readonly devices: readonly DeviceNumber[];
  /** The latest epochs, at most 64, rising: so that they judge a split of before as the others do. */
  readonly epochs: readonly EpochSeen[];
}

const keyBytes = 32;

/** `[[[device, next], …], [[epoch, authenticator], …]]`. Throws as `parseNumbers` does. */
export function encodeNumbers({ devices, epochs }: Numbers): Uint8Array {
  const numbers = devices.map(({ device, next }) => [device, next]);
  const bytes = encodeCbor([numbers, epochsToCbor(epochs)]);
  parseNumbers(bytes);
  return bytes;
}

/** Throws `NUMBERS_MALFORMED`, or the `CBOR_` codes of `decodeCbor`. */
export function parseNumbers(bytes: Uint8Array): Numbers {
  const value = decodeCbor(bytes, { maxBytes: protocolLimits.maxNumbersBytes });
  if (!isCborArray(value) || value.length !== 2) malformed();
  const devices = readDevices(value[0]) ?? malformed();
  const epochs = readEpochsSeen(value[1], 0) ?? malformed();
  return { devices, epochs };
}

function readDevices(list: CborValue | undefined): readonly DeviceNumber[] | undefined {
  return readArray(list, { min: 0, max: protocolLimits.maxNumbers }, (item) => {
    if (!isCborArray(item) || item.length !== 2) return undefined;
    const [device, next] = item;
    if (!isBytes(device, keyBytes, keyBytes)) return undefined;
    if (!isUint(next, protocolLimits.maxSottoFrameSequence)) return undefined;
    return { device, next };
  });
}

function malformed(): never {
  throw protocolError('NUMBERS_MALFORMED', 'What a newcomer is told is not valid.');
}
