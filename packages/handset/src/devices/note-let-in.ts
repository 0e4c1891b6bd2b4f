import type { GroupState } from '@sotto/mls';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { Engine } from '../engine.ts';
import { leavesOf } from '../group/leaves.ts';
import { roomOf } from '../group/room-of.ts';
import { handsetLimits } from '../limits.ts';
import { encodeSyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import { listPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';

export interface LetIn {
  readonly state: GroupState;
  readonly id: ConversationId;
  /** Signature key of the device that let this one in. */
  readonly adder: Uint8Array;
}

/**
 * Notes in `tx` that another device of this identity let this one into a conversation: whose it is, if it is one of two, and that the other is
 * owed a KeyPackage in place of the one that was used.
 */
export function noteLetIn(
  engine: Pick<Engine, 'mls' | 'self' | 'contacts' | 'clock'>,
  tx: Pick<Transaction, 'put' | 'follow'>,
  { state, id, adder }: LetIn,
): void {
  const contact = contactIn(engine, state);
  if (contact !== undefined)
    engine.contacts.change(tx, contact, (record) => ({
      ...record,
      conversation: record.conversation ?? id,
      owedKeyPackages: handsetLimits.keyPackagesGiven,
    }));
  putOwed(engine, tx, adder, 1);
}

/** Notes that another device of this identity is to be given KeyPackages. */
export function putOwed(
  { clock }: Pick<Engine, 'clock'>,
  tx: Pick<Transaction, 'put'>,
  device: Uint8Array,
  count: number,
): void {
  const key = syncKeys.owe(device);
  const owed = Math.min(count, handsetLimits.maxKeyPackagesForDevice);
  const entry = { key, atMs: clock.now(), payload: listPayload([owed]) };
  tx.put({ table: tables.toSync, id: key }, encodeSyncEntry(entry));
}

/** The other one of a conversation of two. */
export function contactIn(
  { mls, self }: Pick<Engine, 'mls' | 'self'>,
  state: GroupState,
): Uint8Array | undefined {
  if (roomOf(state.context).kind !== 'direct') return undefined;
  return leavesOf(mls, state)
    .identities()
    .find((identity) => !bytesEqual(identity, self.identity));
}
