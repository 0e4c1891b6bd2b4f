import type { TableKind } from '../key-ring.ts';
import type { SealedChange } from '../sealed-store.ts';

/**
 * `live`: keys, and what decides how they are used; checked before it is first used. `bulk`: what is much and only shown, such as
 * the history; checked in the background.
 */
export type Weight = 'live' | 'bulk';

export interface TableName {
  readonly name: string;
  readonly kind: TableKind;
}

/** Where a table's records are counted. */
export interface Counted {
  /** What the table is about: a conversation, say. Tables of one group are checked together. */
  readonly group: string;
  readonly weight: Weight;
}

/** Which tables there are. A table that it does not know could be taken away without anybody noticing, so there is none. */
export interface TableRegistry {
  /**
   * `undefined` for a table under no root: what is written where the keys of the roots are not.
   * @throws VAULT_BOUNDS for a table that is not in it, or is of the other kind
   */
  readonly find: (table: TableName) => Counted | undefined;
  readonly tablesOf: (counted: Counted) => readonly TableName[];
  /** Tables under no root. */
  readonly uncounted: readonly TableName[];
  /** The groups of a volume whose roots are not made yet, from the values of its named tables. */
  readonly groupsIn: (
    values: (table: string) => AsyncIterable<Uint8Array>,
  ) => Promise<readonly string[]>;
  /** Written together with the word that live records were changed. */
  readonly afterTampering: readonly SealedChange[];
}
