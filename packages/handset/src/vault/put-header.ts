import type { Crypto, RecordChange, Records } from '@sotto/core';
import type { VaultHeader } from './header.ts';
import { encodeHeader, headerKey } from './header.ts';
import { rethrowFull } from './sealed-records.ts';

/** Writes a header, and what belongs to it, or nothing. @throws STORAGE_FULL */
export async function putHeader(
  { records, crypto }: { readonly records: Records; readonly crypto: Crypto },
  header: VaultHeader,
  more: readonly RecordChange[] = [],
): Promise<void> {
  const value = await encodeHeader(crypto, header);
  await records.write([{ put: headerKey, value }, ...more]).catch(rethrowFull);
}
