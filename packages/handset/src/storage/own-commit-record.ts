import type { RegisterToken, RelayUrl } from '@sotto/core';
import type { Hlc } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import { encodeFields, readFields } from './fields.ts';
import type { FieldReader } from './fields.ts';
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
  /** The life of this handset in which it was made. */
  readonly life: number;
  /** What goes into the register, sealed. */
  readonly body: Uint8Array;
  /** For those whom it adds, as the frames that tell them have it; not to be sent before it is accepted. */
  readonly welcome: Uint8Array | undefined;
  /** Ordinals of the intents that it does. */
  readonly intents: readonly number[];
  /** KeyPackages that it uses, as `<identity hex>/<hash hex>`. */
  readonly keyPackages: readonly string[];
  /** Leaves whose own word lets it remove them. */
  readonly leaving: readonly number[];
  /** Links that it puts behind the chain of one's own devices. */
  readonly links: readonly Uint8Array[];
  /** As its note says. */
  readonly clock: Hlc;
  /** Names of the records that its acceptance changes. */
  readonly names: readonly string[];
  /** Of an external commit, by which this device comes back: where and how it is registered. */
  readonly external: ExternalPlace | undefined;
}

export interface ExternalPlace {
  readonly token: RegisterToken;
  /** Of the epoch that it ends. */
  readonly envelopeKey: Uint8Array;
  /** Of the same epoch; empty when it is not known. */
  readonly authenticator: Uint8Array;
  readonly registers: readonly RelayUrl[];
}

const version = 2;

export function encodeOwnCommit(record: OwnCommitRecord): Uint8Array {
  return encodeFields(version, [
    Number(record.epoch),
    record.life,
    record.body,
    record.welcome ?? null,
    [...record.intents],
    [...record.keyPackages],
    [...record.leaving],
    [...record.links],
    record.clock.physicalMs,
    record.clock.counter,
    [...record.names],
    record.external?.token ?? null,
    record.external?.envelopeKey ?? null,
    record.external?.authenticator ?? null,
    [...(record.external?.registers ?? [])],
  ]);
}

export function decodeOwnCommit(value: Uint8Array): OwnCommitRecord {
  const fields = readFields(value, version);
  const record = {
    epoch: BigInt(fields.number()),
    life: fields.number(),
    body: fields.bytes(),
    welcome: fields.optionalBytes(),
    intents: fields.numberList(),
    keyPackages: fields.textList(),
    leaving: fields.numberList(),
    links: fields.bytesList(),
    clock: { physicalMs: fields.number(), counter: fields.number() },
    names: fields.textList(),
    external: readExternal(fields),
  };
  fields.end();
  return record;
}

function readExternal(fields: FieldReader): ExternalPlace | undefined {
  const token = fields.optionalBytes() as RegisterToken | undefined;
  const envelopeKey = fields.optionalBytes();
  const authenticator = fields.optionalBytes();
  const registers = fields.textList() as readonly RelayUrl[];
  if (token === undefined || envelopeKey === undefined) return undefined;
  return { token, envelopeKey, authenticator: authenticator ?? new Uint8Array(0), registers };
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
