import { kindLimits } from '@sotto/core';
import { bytesEqual } from '@sotto/protocol';
import type { ConversationId } from '../api.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { compareKeys } from '../history/message-key.ts';
import { handsetLimits } from '../limits.ts';
import { tables } from '../storage/tables.ts';
import type { Transaction } from '../storage/transaction.ts';
import {
  decodeWaiting,
  decodeWaitingOrder,
  encodeWaiting,
  encodeWaitingOrder,
} from '../storage/waiting-record.ts';
import type { Change } from './changes.ts';
import { putDue } from './due.ts';
import type { Engine } from '../engine.ts';

/**
 * Keeps a change until its message comes. Nobody knows yet whose message that will be, so what each identity says of it is kept apart,
 * as little of it as could matter. Everything is bounded; what is over is dropped, the longest wait first.
 */
export async function putWaiting(
  engine: Pick<Engine, 'eraserClock'>,
  draft: ConversationDraft,
  target: Uint8Array,
  change: Change,
): Promise<void> {
  const { tx, record } = draft;
  const { maxWaitingChanges, maxWaitingBytes, maxWaitingTargets, waitingSeconds } = handsetLimits;
  const name = { table: tables.waiting(record.id), id: target };
  const stored = await tx.get(name);
  const before = stored ? decodeWaiting(stored) : [];
  const changes = reduced(before, change);
  const value = encodeWaiting(changes);
  if (changes.length > maxWaitingChanges || value.length > maxWaitingBytes) return;
  tx.put(name, value);
  if (stored !== undefined) return;
  const order = await readOrder(tx, record.id);
  const kept = [...order, target];
  for (const oldest of kept.splice(0, Math.max(0, kept.length - maxWaitingTargets)))
    tx.remove({ table: tables.waiting(record.id), id: oldest });
  putOrder(tx, record.id, kept);
  const atMs = engine.eraserClock.latest() + waitingSeconds * 1_000;
  await putDue(engine, draft, { atMs, what: 'waiting', id: target });
}

/** What waited for a message, which is there now, or never will be. */
export async function takeWaiting(
  tx: Transaction,
  id: ConversationId,
  target: Uint8Array,
): Promise<readonly Change[]> {
  const name = { table: tables.waiting(id), id: target };
  const stored = await tx.get(name);
  if (stored === undefined) return [];
  tx.remove(name);
  const order = await readOrder(tx, id);
  putOrder(
    tx,
    id,
    order.filter((each) => !bytesEqual(each, target)),
  );
  return decodeWaiting(stored);
}

/** Forgets everything that waits, when the conversation is forgotten. */
export async function clearWaiting(tx: Transaction, id: ConversationId): Promise<void> {
  for (const target of await readOrder(tx, id))
    tx.remove({ table: tables.waiting(id), id: target });
  tx.remove({ table: tables.waiting(id), id: 'order' });
}

async function readOrder(tx: Transaction, id: ConversationId): Promise<readonly Uint8Array[]> {
  const stored = await tx.get({ table: tables.waiting(id), id: 'order' });
  return stored ? decodeWaitingOrder(stored) : [];
}

function putOrder(tx: Transaction, id: ConversationId, order: readonly Uint8Array[]): void {
  const name = { table: tables.waiting(id), id: 'order' };
  if (order.length === 0) tx.remove(name);
  else tx.put(name, encodeWaitingOrder(order));
}

/** The changes with one more, without those of the same identity that it makes idle. */
function reduced(before: readonly Change[], change: Change): readonly Change[] {
  if (before.some(({ id }) => bytesEqual(id, change.id))) return before;
  const isRival = ({ kind, by }: Change): boolean =>
    kind === change.kind && bytesEqual(by, change.by);
  const others = before.filter((each) => !isRival(each));
  const rivals = [...before.filter(isRival), change].toSorted(compareKeys);
  return [...others, ...rivals.slice(-keptOf(change))];
}

function keptOf({ kind }: Change): number {
  if (kind === 'edit') return handsetLimits.maxVersions;
  return kind === 'answer' ? kindLimits.maxAnswersPerSender : 1;
}
