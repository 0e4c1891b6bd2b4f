import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { decodeStamp, encodeStamp, parseSyncEntry } from '../storage/sync-entry.ts';
import { tables } from '../storage/tables.ts';
import { putWord } from '../storage/words.ts';
import { isDirectedTo, isFact } from './sync-keys.ts';

/**
 * Takes what another device of this identity told into the draft of the notes. It is done behind it, as most of it is about other
 * conversations; an older word about something than the newest that was heard is left.
 */
export async function takeSync(
  engine: Engine,
  draft: ConversationDraft,
  records: readonly Uint8Array[],
): Promise<void> {
  for (const bytes of records) {
    const entry = parseSyncEntry(bytes);
    if (entry === undefined) continue;
    const { key, atMs } = entry;
    let former = -1;
    if (isFact(key)) {
      const name = { table: tables.synced, id: key };
      const known = await draft.tx.get(name);
      former = decodeStamp(known);
      if (former >= atMs) continue;
      draft.tx.put(name, encodeStamp(atMs));
    } else if (!isDirectedTo(key, engine.self.device.key)) continue;
    putWord(draft.tx, tables.toTake, entry, former);
  }
  draft.after(engine.devicesChanged);
}
