import { isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';
import { protocolLimits } from '../limits.ts';
import type { Hlc } from './hlc.ts';

/** `[milliseconds, counter]`; `undefined` for anything else. */
export function readClock(value: CborValue): Hlc | undefined {
  if (!isCborArray(value) || value.length !== 2) return undefined;
  const [physicalMs, counter] = value;
  return isUint(physicalMs, protocolLimits.maxHlcPhysicalMs) &&
    isUint(counter, protocolLimits.maxHlcCounter)
    ? { physicalMs, counter }
    : undefined;
}
