import type { SealedStore } from '../vault/sealed-store.ts';
import { encodeSelf } from './self-record.ts';
import type { SelfRecord } from './self-record.ts';
import { tables } from './tables.ts';

/** Stores who this handset is, in place of what was there. */
export function storeSelf(
  { store }: { readonly store: SealedStore },
  record: SelfRecord,
): Promise<void> {
  const name = { table: tables.self, id: 'self' };
  return store.write([{ put: name, value: encodeSelf(record) }]);
}
