import type { ContractSubject } from '../contract.ts';

export interface BlobsSubject extends ContractSubject<'blobs'> {
  /**
   * From now on the store has room for `maxBytes` and not much more; called before the first `create`. A variant that cannot be
   * confined leaves it out and waives the clause that says so.
   */
  readonly confine?: (maxBytes: number) => Promise<void>;
}
