import { erase } from '../bytes.ts';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import type { Engine } from '../engine.ts';
import { parseHex } from '../hex.ts';
import type { Troubles } from '../events/troubles.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { handsetLimits } from '../limits.ts';
import { makeKeyPackage } from '../mls/key-package.ts';
import { encodeOwnKeyPackage } from '../storage/own-key-package.ts';
import type { OwnKeyPackageRecord } from '../storage/own-key-package.ts';
import { decodeSyncEntry, encodeSyncEntry } from '../storage/sync-entry.ts';
import type { SyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import { dropWord } from '../storage/words.ts';
import { isNotAdmitted } from '../sync/admission.ts';
import { openMailboxes } from '../sync/open-mailboxes.ts';
import { isFleetingKey } from './fleeting.ts';
import { listOf, listPayload } from './payloads.ts';
import { partsOf, syncKeys } from './sync-keys.ts';

/**
 * Tells the other devices, inside the notes, what waits to be told. Gives when to go on, where a relay has no more mailboxes for this
 * handset. @throws codes of the relay and the link that pass
 */
export async function tellOut(
  engine: Engine,
  notes: ConversationHandle,
  troubles: Troubles,
): Promise<number | undefined> {
  const owed: SyncEntry[] = [];
  let batch: SyncEntry[] = [];
  let bytes = 0;
  const send = async (): Promise<void> => {
    const isFleeting = ({ key }: SyncEntry): boolean => isFleetingKey(key);
    // In frames of their own, as these are not kept.
    for (const part of [batch.filter(isFleeting), batch.filter((each) => !isFleeting(each))])
      if (part.length > 0) await queue(engine, notes, part);
    batch = [];
    bytes = 0;
  };
  for await (const value of engine.store.values(tables.toSync)) {
    const entry = decodeSyncEntry(value);
    if (partsOf(entry.key)[0] === 'owe') {
      owed.push(entry);
      continue;
    }
    const { maxSyncRecordsAtOnce, maxSyncBytesAtOnce } = handsetLimits;
    if (batch.length === maxSyncRecordsAtOnce || bytes + value.length > maxSyncBytesAtOnce)
      await send();
    batch.push(entry);
    bytes += value.length;
  }
  await send();
  try {
    for (const entry of owed) await give(engine, notes, entry);
    return undefined;
  } catch (error) {
    if (!isNotAdmitted(error)) throw error;
    troubles.report(error);
    return engine.clock.now() + handsetLimits.admissionRetryMs;
  }
}

function queue(
  engine: Engine,
  notes: ConversationHandle,
  batch: readonly SyncEntry[],
): Promise<void> {
  return notes.change(async (draft) => {
    for (const entry of batch) dropWord(draft.tx, tables.toSync, entry);
    queueSync(engine, draft, batch);
  });
}

/** Queues words to the other devices, in the draft of the notes. */
export function queueSync(
  engine: Pick<Engine, 'clock'>,
  draft: ConversationDraft,
  entries: readonly SyncEntry[],
): void {
  const records = entries.map(encodeSyncEntry);
  queueContent(draft, { control: { kind: 'sync', records }, clock: nextClock(engine, draft) });
}

/** Gives another device the KeyPackages that it is owed, each with a mailbox that is open already. */
async function give(engine: Engine, notes: ConversationHandle, owed: SyncEntry): Promise<void> {
  const { crypto, homes, self, clock, sync } = engine;
  const device = parseHex(partsOf(owed.key)[1], 32);
  const [count] = listOf(owed.payload);
  const made: OwnKeyPackageRecord[] = [];
  if (device !== undefined && typeof count === 'number')
    for (let index = 0; index < count; index++) {
      const mailbox = await createOwnMailbox(crypto, homes.relays());
      const { message, ...keys } = await makeKeyPackage(engine, mailbox);
      const { initPrivateKey, encryptionPrivateKey } = keys;
      const endsAtMs = clock.now() + handsetLimits.keyPackageSeconds * 1_000;
      const { identity } = self;
      const life = engine.lifeNumber();
      made.push({
        message,
        initPrivateKey,
        encryptionPrivateKey,
        mailbox,
        identity,
        endsAtMs,
        life,
      });
    }
  const mailboxes = made.map(({ mailbox }) => mailbox);
  await openMailboxes(sync, mailboxes, engine.stopping);
  await notes.change(async (draft) => {
    draft.tx.remove({ table: tables.toSync, id: owed.key });
    if (device === undefined || draft.leaves.ofDevice(device) === undefined || made.length === 0)
      return;
    for (const record of made) {
      const id = await crypto.hash('SHA-256', record.message);
      draft.tx.put({ table: tables.ownKeyPackages, id }, encodeOwnKeyPackage(record));
    }
    const key = syncKeys.give(device, crypto.random(8));
    const payload = listPayload(made.map(({ message }) => message));
    queueSync(engine, draft, [{ key, atMs: clock.now(), payload }]);
  });
  for (const { initPrivateKey, encryptionPrivateKey } of made)
    erase(initPrivateKey, encryptionPrivateKey);
}
