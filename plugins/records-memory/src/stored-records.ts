import type { RecordChange, RecordsErrorCode } from '@sotto/core';
import { SottoError } from '@sotto/core';
import { byteString } from './byte-string.ts';
import { SortedKeys } from './sorted-keys.ts';

/** What a `MemoryStore` holds. Stored values are never changed in place, so they can be shared between copies. */
export class StoredRecords {
  #values = new Map<string, Uint8Array>();
  #keys = new SortedKeys();
  #bytes = 0;

  /** Keys and values together. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#values.size;
  }

  get keys(): SortedKeys {
    return this.#keys;
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** All changes or none. @throws RECORDS_FULL when more than `maxBytes` would be held and more than before. */
  apply(changes: readonly RecordChange[], maxBytes: number): void {
    const bytesBefore = this.#bytes;
    const undo: (readonly [string, Uint8Array | undefined])[] = [];
    for (const change of changes) {
      const key = byteString('put' in change ? change.put : change.remove);
      undo.push([key, this.#values.get(key)]);
      this.#set(key, 'put' in change ? change.value : undefined);
    }
    if (this.#bytes <= Math.max(maxBytes, bytesBefore)) return;
    for (const [key, value] of undo.toReversed()) this.#set(key, value);
    throw new SottoError<RecordsErrorCode>('RECORDS_FULL', 'The store is full.', {
      retryable: true,
    });
  }

  clear(): void {
    this.#values = new Map();
    this.#keys = new SortedKeys();
    this.#bytes = 0;
  }

  copy(): StoredRecords {
    const copy = new StoredRecords();
    copy.#values = new Map(this.#values);
    copy.#keys = SortedKeys.from(this.#keys);
    copy.#bytes = this.#bytes;
    return copy;
  }

  #set(key: string, value: Uint8Array | undefined): void {
    const old = this.#values.get(key);
    if (old !== undefined) this.#bytes -= key.length + old.length;
    if (value !== undefined) {
      this.#bytes += key.length + value.length;
      this.#values.set(key, value);
      if (old === undefined) this.#keys.add(key);
    } else if (old !== undefined) {
      this.#values.delete(key);
      this.#keys.remove(key);
    }
  }
}
