import { hlcCompare } from '@sotto/protocol';
import type { Hlc } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { decodeReadMark, encodeReadMark } from '../storage/read-mark.ts';
import { tables } from '../storage/tables.ts';
import { hasSiblings } from './siblings.ts';

/** Whether another device of this identity has read a message that comes only now. */
export async function isReadElsewhere(
  engine: Pick<Engine, 'chains' | 'self'>,
  { tx, record }: Pick<ConversationDraft, 'tx' | 'record'>,
  hlc: Hlc,
): Promise<boolean> {
  if (!hasSiblings(engine)) return false;
  const stored = await tx.get({ table: tables.readMarks, id: record.groupId });
  const mark = stored && decodeReadMark(stored);
  return mark !== undefined && hlcCompare(hlc, mark) <= 0;
}

/** Notes in the draft how far another device has read; false when that was known. */
export async function noteReadElsewhere(
  { tx, record }: Pick<ConversationDraft, 'tx' | 'record'>,
  hlc: Hlc,
): Promise<boolean> {
  const name = { table: tables.readMarks, id: record.groupId };
  const stored = await tx.get(name);
  const before = stored && decodeReadMark(stored);
  if (before !== undefined && hlcCompare(hlc, before) <= 0) return false;
  tx.put(name, encodeReadMark(hlc));
  return true;
}
