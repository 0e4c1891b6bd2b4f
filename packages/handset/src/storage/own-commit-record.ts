import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';
import { decodeGroupRecord, encodeGroupRecord } from './group-records.ts';
import { tables } from './tables.ts';
import type { Transaction } from './transaction.ts';

/**
 * A commit of one's own from before it is registered until it is known which came first, so that a crash between the two leaves neither
 * an epoch that nobody can enter nor one that was entered twice. In `own-commit/<conversation>`: this under `commit`, and the records
 * that its acceptance would change under the engine's names.
 */
export interface OwnCommitRecord {
  readonly epoch: bigint;
  /** What goes into the register, sealed. */
  readonly body: Uint8Array;
  /** MLSMessage for those whom it adds; not to be sent before it is accepted. */
  readonly welcome: Uint8Array | undefined;
  /** Ordinals of the intents that it does. */
  readonly intents: readonly number[];
  /** KeyPackages that it uses, as `<identity hex>/<hash hex>`. */
  readonly keyPackages: readonly string[];
  /** Names of the records that its acceptance changes. */
  readonly names: readonly string[];
  /** An external commit, by which this device comes back. */
  readonly external: boolean;
}

const version = 1;

export function encodeOwnCommit(record: OwnCommitRecord): Uint8Array {
  return encodeFields(version, [
    Number(record.epoch),
    record.body,
    record.welcome ?? null,
    [...record.intents],
    [...record.keyPackages],
    [...record.names],
    record.external,
  ]);
}

export function decodeOwnCommit(value: Uint8Array): OwnCommitRecord {
  const fields = readFields(value, version);
  const record = {
    epoch: BigInt(fields.number()),
    body: fields.bytes(),
    welcome: fields.optionalBytes(),
    intents: fields.numberList(),
    keyPackages: fields.textList(),
    names: fields.textList(),
    external: fields.flag(),
  };
  fields.end();
  return record;
}

/** A record as acceptance would leave it; `undefined`: removed. */
export type AcceptedRecord = readonly [name: string, bytes: Uint8Array | undefined];

const absent = new Uint8Array(0);

export function putOwnCommit(
  tx: Pick<Transaction, 'put'>,
  id: ConversationId,
  record: OwnCommitRecord,
  accepted: readonly AcceptedRecord[],
): void {
  const table = tables.ownCommit(id);
  tx.put({ table, id: 'commit' }, encodeOwnCommit(record));
  for (const [name, bytes] of accepted)
    tx.put({ table, id: `record/${name}` }, encodeGroupRecord(name, bytes ?? absent));
}

export function removeOwnCommit(
  tx: Pick<Transaction, 'remove'>,
  id: ConversationId,
  { names }: Pick<OwnCommitRecord, 'names'>,
): void {
  const table = tables.ownCommit(id);
  tx.remove({ table, id: 'commit' });
  for (const name of names) tx.remove({ table, id: `record/${name}` });
}

/** The records that its acceptance changes. An MLS record is never empty, so that empty bytes mean its removal. */
export async function acceptedRecords(
  tx: Pick<Transaction, 'get'>,
  id: ConversationId,
  { names }: Pick<OwnCommitRecord, 'names'>,
): Promise<readonly AcceptedRecord[]> {
  const records: AcceptedRecord[] = [];
  for (const name of names) {
    const value = await tx.get({ table: tables.ownCommit(id), id: `record/${name}` });
    if (value === undefined) continue;
    const [, bytes] = decodeGroupRecord(value);
    records.push([name, bytes.length === 0 ? undefined : bytes]);
  }
  return records;
}
