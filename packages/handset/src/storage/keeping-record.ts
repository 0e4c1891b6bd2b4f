import { encodeFields, readFields } from './fields.ts';
import { tables } from './tables.ts';
import type { RecordName, SealedStore } from '../vault/sealed-store.ts';

/** How this device fares with keeping a backup at the relay. One record, `keeping`, in `backups`. */
export interface KeepingRecord {
  /** Id of the backup that is noted for the paper key; empty while this device has noted none. */
  readonly noted: Uint8Array;
  /** What was in it (backup/contents-mark.ts); empty when that is not known. */
  readonly mark: Uint8Array;
  /** It could not be made again, since then; and why, at last, as the code of an error. */
  readonly failure: { readonly sinceMs: number; readonly code: string } | undefined;
}

export const keepingName: RecordName = { table: tables.backups, id: 'keeping' };

const version = 1;
const none = new Uint8Array(0);

export async function readKeeping(store: Pick<SealedStore, 'get'>): Promise<KeepingRecord> {
  const stored = await store.get(keepingName);
  if (stored === undefined) return { noted: none, mark: none, failure: undefined };
  const fields = readFields(stored, version);
  const named = { noted: fields.bytes(), mark: fields.bytes() };
  const sinceMs = fields.optionalNumber();
  const code = fields.optionalText();
  fields.end();
  return {
    ...named,
    failure: sinceMs === undefined || code === undefined ? undefined : { sinceMs, code },
  };
}

export function encodeKeeping({ noted, mark, failure }: KeepingRecord): Uint8Array {
  return encodeFields(version, [noted, mark, failure?.sinceMs ?? null, failure?.code ?? null]);
}
