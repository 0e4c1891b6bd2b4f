import type { Contents } from './contents.ts';
import { contentsFrom } from './contents.ts';
import { encodeItem } from './item.ts';
import type { RecordItem } from './item.ts';
import { decodeFacts, encodeFacts } from '../storage/conversation-record.ts';
import { tags } from './tags.ts';

/** What changes although nobody does anything, or tells how the keeping itself goes. */
const passing: ReadonlySet<number> = new Set([
  tags.counters,
  tags.ticket,
  tags.peer,
  tags.recovery,
  tags.network,
  tags.networkEntry,
  tags.networkEvidence,
]);

/**
 * Tells whether what a backup would have has changed: 32 bytes, the same whatever order the records come in. Pictures are told by their messages, so that they need not be
 * read. Not against anybody: only this handset makes and compares it.
 */
export async function contentsMark(contents: Contents): Promise<Uint8Array> {
  const { crypto } = contents.engine;
  const mark = new Uint8Array(32);
  const walk = contentsFrom({ ...contents, withPictures: false }, { section: 0, ordinal: 0 });
  for await (const { item } of walk) {
    if (passing.has(item.tag)) continue;
    const hash = await crypto.hash('SHA-256', encodeItem(lasting(item)));
    for (const [index, byte] of hash.entries()) mark[index]! ^= byte;
  }
  return mark;
}

/** A conversation's time is that of its newest message, or of nothing that a backup has. */
function lasting(item: RecordItem): RecordItem {
  if (item.tag !== tags.facts) return item;
  return { ...item, value: encodeFacts({ ...decodeFacts(item.value), updatedAtMs: 0 }) };
}
