import { isBytes, isUint } from '../cbor/int-map.ts';
import { isCborArray } from '../cbor/value.ts';
import type { CborValue } from '../cbor/value.ts';

/**
 * How far the sender of a frame has read the log of its network: `[network, size, root]`. Whoever is behind, or was shown
 * another log, is found out by it.
 */
export interface NetworkHead {
  /** The first 8 bytes of the hash of the founding charter. */
  readonly network: Uint8Array;
  /** Entries of the log; 0 when none was read yet. */
  readonly size: number;
  /** Root of their tree, 32 bytes. */
  readonly root: Uint8Array;
}

const networkBytes = 8;
const rootBytes = 32;

export function networkHeadToCbor({ network, size, root }: NetworkHead): CborValue {
  return [network, size, root];
}

/** `undefined` for anything else. */
export function readNetworkHead(value: CborValue): NetworkHead | undefined {
  if (!isCborArray(value) || value.length !== 3) return undefined;
  const [network, size, root] = value;
  return isBytes(network, networkBytes, networkBytes) &&
    isUint(size, Number.MAX_SAFE_INTEGER) &&
    isBytes(root, rootBytes, rootBytes)
    ? { network, size, root }
    : undefined;
}
