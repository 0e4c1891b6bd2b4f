import type { ContractSubject } from '../contract.ts';

export interface RecordsSubject extends ContractSubject<'records'> {
  /**
   * From now on the store has room for `maxBytes` and not much more; called while the store is closed and empty. A variant that
   * cannot be confined leaves it out and waives the clauses that say so.
   */
  readonly confine?: (maxBytes: number) => Promise<void>;
}
