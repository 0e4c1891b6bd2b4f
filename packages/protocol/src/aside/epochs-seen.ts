import { isBytes } from '../cbor/int-map.ts';
import { readArray } from '../cbor/read-array.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import { readEpoch } from './epoch.ts';

export interface EpochSeen {
  readonly epoch: bigint;
  /** The MLS epoch authenticator, 32 bytes. */
  readonly authenticator: Uint8Array;
}

const authenticatorBytes = 32;

/** `[[epoch, authenticator], …]`. */
export function epochsToCbor(seen: readonly EpochSeen[]): CborValue {
  return seen.map(({ epoch, authenticator }) => [epoch, authenticator]);
}

/** At least `min` epochs and at most 64, rising; `undefined` for anything else. */
export function readEpochsSeen(
  list: CborValue | undefined,
  min: number,
): readonly EpochSeen[] | undefined {
  let before: bigint | undefined;
  return readArray(list, { min, max: protocolLimits.maxReportedEpochs }, (item) => {
    if (!isCborArray(item) || item.length !== 2) return undefined;
    const [number, authenticator] = item;
    const epoch = readEpoch(number);
    if (epoch === undefined || (before !== undefined && epoch <= before)) return undefined;
    if (!isBytes(authenticator, authenticatorBytes, authenticatorBytes)) return undefined;
    before = epoch;
    return { epoch, authenticator };
  });
}
