import { hlcCompare } from '@sotto/protocol';
import type { Hlc } from '@sotto/protocol';

/** What a message is sorted by: its hybrid logical clock, then its id. The same at every member. */
export interface MessageKey {
  readonly hlc: Hlc;
  /** 32 bytes. */
  readonly id: Uint8Array;
}

/** Negative when `a` is shown before `b`. Zero only for one and the same message. */
export function compareKeys(a: MessageKey, b: MessageKey): number {
  const byClock = hlcCompare(a.hlc, b.hlc);
  if (byClock !== 0) return byClock;
  for (let index = 0; index < a.id.length; index++) {
    const difference = a.id[index]! - (b.id[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.id.length - b.id.length;
}
