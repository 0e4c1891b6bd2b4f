import { encodeCbor, parcelToCbor } from '@sotto/protocol';
import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Engine } from '../engine.ts';
import { parcelOf } from '../group/elsewhere.ts';
import { handsetLimits } from '../limits.ts';
import { decodeExport, encodeExport, exportId } from '../storage/export-record.ts';
import type { ExportRecord } from '../storage/export-record.ts';
import { decodeMessageRecord, encodeMessageRecord } from '../storage/message-record.ts';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { picturesHere, withPictures } from './give-pictures.ts';
import { listPayload } from './payloads.ts';
import { syncKeys } from './sync-keys.ts';
import { queueSync } from './tell-out.ts';

interface Parts {
  readonly engine: Engine;
  readonly conversations: Conversations;
  readonly notes: ConversationHandle;
}

/**
 * Gives the next part of each history that is owed: sealed in a blob of its own when it is long, told of in the notes. How far it came is stored with the
 * word of it, so that being cut off repeats nothing and leaves out nothing.
 * @returns whether there is more to give
 * @throws codes of the relay and the link that pass
 */
export async function exportSome(parts: Parts): Promise<boolean> {
  const { engine } = parts;
  const records: ExportRecord[] = [];
  for await (const value of engine.store.values(tables.exports)) records.push(decodeExport(value));
  for (const record of records) await exportPart(parts, record);
  return records.length > 0;
}

async function exportPart(
  { engine, conversations, notes }: Parts,
  record: ExportRecord,
): Promise<void> {
  const { conversation: id, device } = record;
  const name = { table: tables.exports, id: exportId(record) };
  const conversation = conversations.all().find((each) => each.id === id);
  const part = conversation && (await readPart(engine, conversation, record));
  if (part === undefined || part.messages.length === 0) {
    await engine.store.write([{ remove: name }]);
    return;
  }
  const total = record.part === 0 ? await countMessages(engine, id) : record.total;
  const given: Uint8Array[] = [];
  for (const message of part.messages)
    given.push(encodeMessageRecord(await withPictures(engine, conversation!, message)));
  const parcel = await parcelOf(engine, encodeCbor(given));
  const done = record.done + part.messages.length;
  await notes.change(async (draft) => {
    const { groupId } = conversation!.record();
    const key = syncKeys.history(device, groupId, record.part);
    const payload = listPayload([done, Math.max(done, total), parcelToCbor(parcel)]);
    if (draft.leaves.ofDevice(device) === undefined) {
      draft.tx.remove(name);
      return;
    }
    queueSync(engine, draft, [{ key, atMs: engine.clock.now(), payload }]);
    const next = { ...record, before: part.before, part: record.part + 1, done, total };
    draft.tx.put(name, encodeExport(next));
  });
}

interface Part {
  readonly messages: readonly MessageRecord[];
  readonly before: number;
}

/** The next messages before where the last part ended, newest first. */
function readPart(
  { store }: Pick<Engine, 'store'>,
  conversation: ConversationHandle,
  { before }: ExportRecord,
): Promise<Part> {
  const { maxExportMessages, maxExportBytes, maxExportPictures } = handsetLimits;
  return conversation.quietly(async () => {
    const messages: MessageRecord[] = [];
    let bytes = 0;
    let pictures = 0;
    let from = before ?? Number.MAX_SAFE_INTEGER;
    const range = store.range(tables.history(conversation.id), { to: from, reverse: true });
    for await (const { ordinal, value } of range) {
      if (messages.length === maxExportMessages || pictures >= maxExportPictures) break;
      if (messages.length > 0 && bytes + value.length > maxExportBytes) break;
      const message = decodeMessageRecord(value);
      messages.push(asGiven(message));
      bytes += value.length;
      pictures += picturesHere(message);
      from = ordinal;
    }
    return { messages, before: from };
  });
}

/** As another device has it: without what is here alone. */
function asGiven(message: MessageRecord): MessageRecord {
  const { state } = message;
  const isUnderWay = state === 'queued' || state === 'uploading' || state === 'failed';
  const given = isUnderWay ? 'relayed' : state;
  return { ...message, sequence: undefined, failure: undefined, state: given };
}

async function countMessages(
  { store }: Pick<Engine, 'store'>,
  id: ExportRecord['conversation'],
): Promise<number> {
  let count = 0;
  const all = store.range(tables.history(id), {})[Symbol.asyncIterator]();
  while (!(await all.next()).done) count += 1;
  return count;
}
