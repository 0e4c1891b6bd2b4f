import { isSottoError } from '@sotto/core';
import { eraseGroup } from '@sotto/mls';
import type { GroupRecords, GroupState, RecordChange } from '@sotto/mls';
import type { ConversationId } from '../api.ts';
import { erase } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import { encodeFields, readFields } from './fields.ts';
import { tables } from './tables.ts';
import { decodeTicket, outlineOf } from './ticket-record.ts';
import type { Transaction } from './transaction.ts';

/** A group that is about to be stored. */
export interface NewGroup {
  readonly id: Uint8Array;
  /** They hold secrets. */
  readonly records: GroupRecords;
}

const version = 1;

/**
 * One record of an MLS group, in `mls/<conversation>` under the name that the engine gives it. The name is in the value too:
 * those of the vault are blinded, and loading a group takes all of its records by name.
 */
export function encodeGroupRecord(name: string, bytes: Uint8Array): Uint8Array {
  return encodeFields(version, [name, bytes]);
}

export function decodeGroupRecord(value: Uint8Array): readonly [name: string, bytes: Uint8Array] {
  const fields = readFields(value, version);
  const record = [fields.text(), fields.bytes()] as const;
  fields.end();
  return record;
}

/** Takes over what a state holds; overwrites the state. */
export function newGroupOf({ mls }: Pick<Engine, 'mls'>, group: GroupState): NewGroup {
  const records = new Map<string, Uint8Array>();
  for (const { name, bytes } of mls.save(group)) {
    if (bytes !== undefined) records.set(name, bytes);
  }
  eraseGroup(group);
  return { id: group.context.groupId, records };
}

export function putNewGroup(
  tx: Pick<Transaction, 'put'>,
  id: ConversationId,
  group: NewGroup,
): void {
  tx.put({ table: tables.groups, id: group.id }, encodeFields(version, [id]));
  for (const [name, bytes] of group.records) {
    tx.put({ table: tables.mls(id), id: name }, encodeGroupRecord(name, bytes));
  }
}

/** Whether there is a conversation with this group id: a new group must have one of its own (RFC 9420 §12.4.3.1). */
export async function isGroupKnown(
  { store }: Pick<Engine, 'store'>,
  groupId: Uint8Array,
): Promise<boolean> {
  return (await store.get({ table: tables.groups, id: groupId })) !== undefined;
}

/**
 * Adds the changes of a transition to `tx`: an ordinary message changes its ratchet and nothing else.
 * @returns what it put there, to be overwritten when that is written
 */
export function putGroupChanges(
  tx: Pick<Transaction, 'put' | 'remove'>,
  id: ConversationId,
  changes: readonly RecordChange[],
): readonly Uint8Array[] {
  const table = tables.mls(id);
  const values: Uint8Array[] = [];
  for (const { name, bytes } of changes) {
    if (bytes === undefined) {
      tx.remove({ table, id: name });
      continue;
    }
    const value = encodeGroupRecord(name, bytes);
    values.push(value);
    tx.put({ table, id: name }, value);
  }
  return values;
}

/** As an outline where a backup was restored and this device is not back yet. @throws VAULT_BROKEN */
export async function loadGroup(
  { store, mls }: Pick<Engine, 'store' | 'mls'>,
  id: ConversationId,
): Promise<GroupState> {
  const records = new Map<string, Uint8Array>();
  for await (const value of store.values(tables.mls(id))) {
    records.set(...decodeGroupRecord(value));
    erase(value);
  }
  const ticket = records.size > 0 ? undefined : await store.get({ table: tables.tickets, id });
  try {
    if (ticket !== undefined) return await outlineOf({ mls }, decodeTicket(ticket));
    return await mls.load(records);
  } catch (cause) {
    if (!isSottoError(cause) || !cause.code.startsWith('MLS_')) throw cause;
    throw handsetError('VAULT_BROKEN', 'The MLS state of a conversation is not whole.', { cause });
  } finally {
    erase(...records.values());
  }
}
