import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';
import { tables } from './tables.ts';
import type { RecordName } from '../vault/sealed-store.ts';

/**
 * What the handset keeps of a paper key: enough to make backups that it opens, to note where they are, and to know how the one at the relay is. One record, `key`, in
 * `recovery`; the devices of one person tell each other all of it.
 */
export interface RecoveryRecord {
  /** Ed25519 public key: names it in the chain. */
  readonly key: Uint8Array;
  /** `age1…` */
  readonly recipient: string;
  readonly finder: Uint8Array;
  /** By the paper key over recipient and finder (recovery/paper-key.ts). Empty: made before there was one, and told to no other device. */
  readonly proof: Uint8Array;
  /** A backup for it is to be kept at the relay. */
  readonly keeps: boolean;
  readonly withPictures: boolean;
  /** The newest that is known to be there. */
  readonly kept: KeptBackup | undefined;
}

export interface KeptBackup {
  /** Key of the device that made it. */
  readonly by: Uint8Array;
  /** When what it has was read. */
  readonly madeAtMs: number;
  /** When the relay was last told to keep it, and until when it does. */
  readonly atMs: number;
  readonly untilMs: number;
}

export const recoveryName: RecordName = { table: tables.recovery, id: 'key' };

const version = 2;

export function encodeRecovery(record: RecoveryRecord): Uint8Array {
  const { key, recipient, finder, proof, keeps, withPictures, kept } = record;
  return encodeFields(version, [
    ...[key, recipient, finder, proof, keeps, withPictures],
    ...[kept?.by ?? null, kept?.madeAtMs ?? null, kept?.atMs ?? null, kept?.untilMs ?? null],
  ]);
}

export function decodeRecovery(value: Uint8Array): RecoveryRecord {
  const fields = readFields(value, version);
  const named = { key: fields.bytes(), recipient: fields.text(), finder: fields.bytes() };
  const record =
    fields.version === 1
      ? { ...named, proof: new Uint8Array(0), keeps: false, withPictures: true, kept: undefined }
      : {
          ...named,
          proof: fields.bytes(),
          keeps: fields.flag(),
          withPictures: fields.flag(),
          kept: readKept(fields),
        };
  fields.end();
  return record;
}

function readKept(fields: FieldReader): KeptBackup | undefined {
  const by = fields.optionalBytes();
  const [madeAtMs, atMs, untilMs] = [
    fields.optionalNumber(),
    fields.optionalNumber(),
    fields.optionalNumber(),
  ];
  if (by === undefined) return undefined;
  if (madeAtMs === undefined || atMs === undefined || untilMs === undefined) return fields.broken();
  return { by, madeAtMs, atMs, untilMs };
}
