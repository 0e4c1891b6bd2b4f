import { isUint } from '../cbor/int-map.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';

/** An MLS epoch: a CBOR unsigned integer up to 2^53 − 1, `bigint` as MLS has it. `undefined` for anything else. */
export function readEpoch(value: CborValue): bigint | undefined {
  return isUint(value, protocolLimits.maxEpoch) ? BigInt(value) : undefined;
}
