import type { RecordChange } from '@sotto/core';

export const batchSize = 5;

/** The changes of one numbered batch: records of its own, of up to some pages, and one that all batches overwrite. */
export function batch(number: number): readonly RecordChange[] {
  const own = Array.from({ length: batchSize }, (_, index) => ({
    put: batchKey(number, index),
    value: batchValue(number, index),
  }));
  return [...own, { put: Uint8Array.of(0xff), value: batchKey(number, 0) }];
}

export function batchKey(number: number, index: number): Uint8Array {
  const key = new Uint8Array(6);
  new DataView(key.buffer).setUint32(1, number);
  key[5] = index;
  return key;
}

export function batchValue(number: number, index: number): Uint8Array {
  return new Uint8Array(100 + ((number * 7919 + index * 104_729) % 9000)).fill(number + index);
}
