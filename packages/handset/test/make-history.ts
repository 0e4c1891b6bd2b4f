import type { Crypto, Records } from '@sotto/core';
import type { ConversationId } from '../src/api.ts';
import { handsetLimits } from '../src/limits.ts';
import { decodeFacts } from '../src/storage/conversation-record.ts';
import { putIndex, putMessage } from '../src/storage/message-index.ts';
import { plainMessage } from '../src/storage/message-record.ts';
import { tables } from '../src/storage/tables.ts';
import { beginTransaction } from '../src/storage/transaction.ts';
import { openVault } from '../src/vault/vault.ts';
import { vaultParts } from './vault-parts.ts';

export interface HistoryOptions {
  /** Of a handset that is closed, with one conversation and nothing said in it yet. Closed when done. */
  readonly records: Records;
  readonly crypto: Crypto;
  readonly passphrase: string;
  readonly count: number;
  /** Time of the newest message; they are a minute apart. */
  readonly nowMs: number;
}

const batch = 2_000;
const minuteMs = 60_000;

/** Writes a long history straight into a vault, as if it had been said: every other message is one's own. */
export async function makeHistory(options: HistoryOptions): Promise<ConversationId> {
  const { records, crypto, passphrase, count, nowMs } = options;
  const { store, lock } = await openVault(vaultParts(records, crypto), { passphrase });
  const [stored] = await Array.fromAsync(store.values(tables.conversations));
  if (stored === undefined) throw new Error('There is no conversation to fill.');
  const { id, contactIdentity } = decodeFacts(stored);
  const device = crypto.random(32);
  const me = crypto.random(32);
  for (let from = 0; from < count; from += batch) {
    const tx = beginTransaction(store);
    for (let at = from; at < Math.min(from + batch, count); at += 1) {
      const ordinal = handsetLimits.ordinalStart + at * handsetLimits.ordinalStep;
      const mine = at % 2 === 0;
      const messageId = crypto.random(32);
      putMessage(tx, id, ordinal, {
        ...plainMessage,
        id: messageId,
        sender: mine ? me : contactIdentity,
        device,
        hlc: { physicalMs: nowMs - (count - at) * minuteMs, counter: 0 },
        mine,
        state: mine ? 'read' : 'received',
        seen: true,
        body: { kind: 'text', text: `${at}: ${'something that was said '.repeat(1 + (at % 8))}` },
      });
      putIndex(tx, id, messageId, ordinal);
    }
    await tx.commit();
  }
  await lock();
  await records.close();
  return id;
}
