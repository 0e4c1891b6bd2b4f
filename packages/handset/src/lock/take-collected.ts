import type { MailboxAddress } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import { decodeCollected } from '../storage/collected-record.ts';
import type { CollectedRecord } from '../storage/collected-record.ts';
import { tables } from '../storage/tables.ts';
import type { MailboxOwner } from '../sync/mailbox-reader.ts';
import type { SealedStore } from '../vault/sealed-store.ts';

/** What came while the handset was locked and was not dealt with yet: ordinals by mailbox, in the order of coming. */
export type Collected = ReadonlyMap<string, CollectedOf>;

interface CollectedOf {
  readonly mailbox: MailboxAddress;
  readonly ordinals: readonly number[];
}

/** Reads which mailboxes have something; removes what does not open any more. @throws HANDSET_LOCKED, VAULT_NEWER */
export async function loadCollected(store: SealedStore): Promise<Collected> {
  const found = new Map<string, { mailbox: MailboxAddress; ordinals: number[] }>();
  for await (const { ordinal, value } of store.range(tables.collected, {})) {
    const { mailbox } = decodeCollected(value);
    const of = found.get(toHex(mailbox)) ?? { mailbox, ordinals: [] };
    of.ordinals.push(ordinal);
    found.set(toHex(mailbox), of);
  }
  return found;
}

/**
 * Gives everything that was collected to whom its mailbox belongs, as if its relay delivered it now: in order, each envelope removed in the
 * transaction that deals with it. A mailbox is listened to as soon as its part is done. Resolves when all is, or when the handset is locked.
 */
export async function takeCollected(
  engine: Pick<Engine, 'store' | 'sync' | 'clock' | 'stopping'>,
  collected: Collected,
  troubles: Troubles,
): Promise<void> {
  const { stopping, clock, sync } = engine;
  let left = [...collected.values()];
  while (left.length > 0 && !stopping.aborted) {
    const failed: CollectedOf[] = [];
    for (const of of left) {
      try {
        await takeOf(engine.store, of.ordinals, sync.owner(of.mailbox));
        sync.release(of.mailbox);
      } catch (error) {
        if (stopping.aborted) return;
        // An invite asks its relay about what came, and there may be no connection now.
        if (!isSottoError(error) || !error.code.startsWith('LINK_')) troubles.report(error);
        failed.push(of);
      }
    }
    left = failed;
    if (left.length > 0) await clock.sleep(handsetLimits.storeRetryMs, stopping).catch(() => {});
  }
}

async function takeOf(
  store: SealedStore,
  ordinals: readonly number[],
  owner: MailboxOwner | undefined,
): Promise<void> {
  for (let at = 0; at < ordinals.length;) {
    const batch = await nextBatch(store, ordinals.slice(at));
    at += batch.size;
    const left = new Map(batch);
    const [first] = batch.keys();
    if (owner && first) {
      await owner.receive([...batch.keys()], {
        relay: first.relay,
        settle: (tx, envelope) => {
          const ordinal = left.get(envelope as CollectedRecord);
          if (ordinal === undefined) return;
          tx.remove({ table: tables.collected, ordinal });
          left.delete(envelope as CollectedRecord);
        },
      });
    }
    // Nobody's any more: an invite that was taken back, a conversation that ended.
    if (left.size > 0)
      await store.write(
        [...left.values()].map((ordinal) => ({ remove: { table: tables.collected, ordinal } })),
      );
  }
}

/** The first of them that one relay gave, as many as one transaction takes, with their ordinals. */
async function nextBatch(
  store: SealedStore,
  ordinals: readonly number[],
): Promise<ReadonlyMap<CollectedRecord, number>> {
  const batch = new Map<CollectedRecord, number>();
  for (const ordinal of ordinals.slice(0, handsetLimits.maxEnvelopesPerTransaction)) {
    const value = await store.get({ table: tables.collected, ordinal });
    if (value === undefined)
      throw handsetError('VAULT_BROKEN', 'An envelope is not there any more.');
    const record = decodeCollected(value);
    const [first] = batch.keys();
    if (first !== undefined && first.relay !== record.relay) break;
    batch.set(record, ordinal);
  }
  return batch;
}
