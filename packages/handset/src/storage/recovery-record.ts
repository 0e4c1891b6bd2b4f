import { encodeFields, readFields } from './fields.ts';
import { tables } from './tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';

/** What the handset keeps of a paper key: enough to make backups that it opens, and to note where they are. One record, `key`, in `recovery`. */
export interface RecoveryRecord {
  /** Ed25519 public key: names it in the chain. */
  readonly key: Uint8Array;
  /** `age1…` */
  readonly recipient: string;
  readonly finder: Uint8Array;
}

export const recoveryName: RecordName = { table: tables.recovery, id: 'key' };

const version = 1;

export function encodeRecovery({ key, recipient, finder }: RecoveryRecord): Uint8Array {
  return encodeFields(version, [key, recipient, finder]);
}

export function decodeRecovery(value: Uint8Array): RecoveryRecord {
  const fields = readFields(value, version);
  const record = { key: fields.bytes(), recipient: fields.text(), finder: fields.bytes() };
  fields.end();
  return record;
}
