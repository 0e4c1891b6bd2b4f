import { isSottoError } from '@sotto/core';
import type { ConversationHandle } from '../conversation/conversation.ts';
import { nextClock, queueContent } from '../conversation/compose.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { openMailboxes } from '../sync/open-mailboxes.ts';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import { makeKeyPackage } from '../mls/key-package.ts';
import { decodeOwnKeyPackage, encodeOwnKeyPackage } from '../storage/own-key-package.ts';
import type { OwnKeyPackageRecord } from '../storage/own-key-package.ts';
import { tables } from '../storage/tables.ts';
import { erase } from '../bytes.ts';

/**
 * Gives a contact the KeyPackages that they are owed, inside the conversation of two, each with a mailbox that is open already: so
 * that they can add this device to groups while it is away. @throws codes of the relay and the link that pass
 */
export async function giveKeyPackages(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<void> {
  const { contactIdentity: identity } = conversation.record();
  const count = engine.contacts.get(identity)?.owedKeyPackages ?? 0;
  if (count === 0) return;
  const made: OwnKeyPackageRecord[] = [];
  for (let index = 0; index < Math.min(count, handsetLimits.keyPackagesGiven); index++) {
    const mailbox = await createOwnMailbox(engine.crypto, engine.homes.relays());
    const { message, initPrivateKey, encryptionPrivateKey } = await makeKeyPackage(engine, mailbox);
    const life = engine.lifeNumber();
    const endsAtMs = engine.clock.now() + handsetLimits.keyPackageSeconds * 1_000;
    made.push({ message, initPrivateKey, encryptionPrivateKey, mailbox, identity, endsAtMs, life });
  }
  const mailboxes = made.map(({ mailbox }) => mailbox);
  await openMailboxes(engine.sync, mailboxes, engine.stopping);
  await conversation.change(async (draft) => {
    if (draft.record.state !== 'active') return;
    for (const record of made) {
      const id = await engine.crypto.hash('SHA-256', record.message);
      draft.tx.put({ table: tables.ownKeyPackages, id }, encodeOwnKeyPackage(record));
    }
    const keyPackages = made.map(({ message }) => message);
    const clock = nextClock(engine, draft);
    queueContent(draft, { control: { kind: 'keyPackages', keyPackages }, clock });
    engine.contacts.change(draft.tx, identity, (contact) => ({ ...contact, owedKeyPackages: 0 }));
  });
  for (const { initPrivateKey, encryptionPrivateKey } of made)
    erase(initPrivateKey, encryptionPrivateKey);
}

/** The KeyPackages of this device that may still be used; those that ended are removed, and their mailboxes closed. */
export async function ownKeyPackages(engine: Engine): Promise<readonly OwnKeyPackageRecord[]> {
  const fit: OwnKeyPackageRecord[] = [];
  for await (const value of engine.store.values(tables.ownKeyPackages)) {
    const record = decodeOwnKeyPackage(value);
    const goneAtMs = record.endsAtMs + handsetLimits.keyPackageSlackSeconds * 1_000;
    if (engine.clock.now() <= goneAtMs) {
      fit.push(record);
      continue;
    }
    const id = await engine.crypto.hash('SHA-256', record.message);
    await engine.store.write([{ remove: { table: tables.ownKeyPackages, id } }]);
    await engine.sync.closeMailbox(record.mailbox).catch((error: unknown) => {
      // An empty mailbox ends by itself.
      if (!isSottoError(error)) throw error;
    });
  }
  return fit;
}
