import { bytesEqual } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { encodeExport, exportId } from '../storage/export-record.ts';
import { tables } from '../storage/tables.ts';

/**
 * Notes that devices of this identity which this one's commit let in are to be given what was said before: whoever lets a device in owes it the
 * history.
 */
export async function promiseHistory(
  { self, devicesChanged }: Pick<Engine, 'self' | 'devicesChanged'>,
  { tx, record, leaves, after }: Pick<ConversationDraft, 'tx' | 'record' | 'leaves' | 'after'>,
  added: readonly number[],
): Promise<void> {
  for (const leafIndex of added) {
    const leaf = leaves.at(leafIndex);
    if (leaf === undefined || !bytesEqual(leaf.identity, self.identity)) continue;
    if (bytesEqual(leaf.device, self.device.key)) continue;
    const promised = { conversation: record.id, device: leaf.device };
    const value = encodeExport({ ...promised, before: undefined, part: 0, done: 0, total: 0 });
    tx.put({ table: tables.exports, id: exportId(promised) }, value);
    after(devicesChanged);
  }
}
