import { parseLogBundle } from '@sotto/actlog';
import type { LogBundle } from '@sotto/actlog';
import type { Clock } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';

/** Bundles that came from members and do not reach a head yet. Not stored: what is lost is read elsewhere, or asked for again. */
export interface Shelf {
  /** Whether one more word of this device is listened to now. */
  readonly mayTake: (device: Uint8Array) => boolean;
  /** All bundles of the device, the last of which reaches a head; `undefined` before one does. */
  readonly put: (device: Uint8Array, bytes: Uint8Array) => readonly LogBundle[] | undefined;
}

export function createShelf(clock: Pick<Clock, 'now'>): Shelf {
  const kept = new Map<string, LogBundle[]>();
  const taken = new Map<string, { sinceMs: number; count: number }>();
  return {
    mayTake: (device) => {
      const nowMs = clock.now();
      for (const [key, { sinceMs }] of taken)
        if (Math.abs(nowMs - sinceMs) >= handsetLimits.gossipSpanMs) taken.delete(key);
      const key = toHex(device);
      const of = taken.get(key) ?? { sinceMs: nowMs, count: 0 };
      of.count += 1;
      taken.set(key, of);
      return of.count <= handsetLimits.maxGossipPerSpan;
    },
    put: (device, bytes) => {
      const bundle = parsed(bytes);
      if (bundle === undefined) return undefined;
      const key = toHex(device);
      const bundles = [...(kept.get(key) ?? []), bundle].slice(-handsetLimits.maxLogAsides);
      kept.delete(key);
      if (bundle.head !== undefined) return bundles;
      kept.set(key, bundles);
      if (kept.size > handsetLimits.maxShelves) kept.delete(kept.keys().next().value!);
      return undefined;
    },
  };
}

function parsed(bytes: Uint8Array): LogBundle | undefined {
  try {
    return parseLogBundle(bytes);
  } catch (error) {
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}
