/**
 * The engine's view of the vault: named tables of sealed values. A `records` plugin under it sees blinded names and
 * ciphertext only. A table is used either by id or by ordinal, never both.
 */
export interface SealedStore {
  /** `undefined` when absent. @throws VAULT_BROKEN when a record was changed, moved or swapped; HANDSET_LOCKED */
  readonly get: (name: RecordName) => Promise<Uint8Array | undefined>;
  /** All or nothing, durable when resolved, in the order of the calls. @throws STORAGE_FULL, HANDSET_LOCKED */
  readonly write: (changes: readonly SealedChange[]) => Promise<void>;
  /** Values of an ordered table with `from <= ordinal < to`, rising, or falling with `reverse`; at most `limit`. */
  readonly range: (table: string, range: OrdinalRange) => AsyncIterable<OrderedRecord>;
  /** Every value of a table that is used by id, in no meaningful order. */
  readonly values: (table: string) => AsyncIterable<Uint8Array>;
  readonly usedBytes: () => Promise<number>;
}

/** `table` may hold any text, also the id of a conversation (`history/<id>`): it is blinded. */
export type RecordName =
  | { readonly table: string; readonly id: Uint8Array | string }
  /** Ordinal: 0 to 2^53 - 1. Its order is visible to whoever has the disk; its value should say nothing. */
  | { readonly table: string; readonly ordinal: number };

export type SealedChange =
  | { readonly put: RecordName; readonly value: Uint8Array }
  | { readonly remove: RecordName };

export interface OrdinalRange {
  readonly from?: number;
  readonly to?: number;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export interface OrderedRecord {
  readonly ordinal: number;
  readonly value: Uint8Array;
}
