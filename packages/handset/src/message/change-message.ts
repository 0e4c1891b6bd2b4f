import type { ConversationDraft } from '../conversation/draft.ts';
import { bytesEqual } from '@sotto/protocol';
import type { MessageRecord } from '../storage/message-record.ts';
import { tables } from '../storage/tables.ts';
import { applyChange } from './changes.ts';
import type { Change } from './changes.ts';
import { clearMessage } from './clear-message.ts';
import type { Found } from './find-message.ts';
import type { Engine } from '../engine.ts';
import { wordsOf } from './text.ts';

/** Applies a change to a message that is here, with all that follows from it. Gives the message as it is then. */
export async function changeMessage(
  engine: Pick<Engine, 'search' | 'outbox'>,
  draft: ConversationDraft,
  { ordinal, message }: Found,
  change: Change,
): Promise<MessageRecord> {
  const changed = applyChange(message, change);
  if (changed === message) return message;
  const { tx } = draft;
  const { id } = draft.record;
  if (changed.body.kind === 'deleted') {
    await clearMessage(engine, draft, message);
  } else if (change.kind === 'edit') {
    const text = wordsOf(changed);
    if (text === '') await engine.search.forget(tx, id, changed.id);
    else await engine.search.note(tx, id, { id: changed.id, hlc: changed.hlc, text });
    // A text that is pushed out by newer ones: nobody is to get the frame again that it was sent in.
    for (const version of message.versions) {
      if (changed.versions.some((kept) => bytesEqual(kept.id, version.id))) continue;
      if (version.sequence !== undefined) await draft.forgetSent(version.sequence);
      tx.remove({ table: tables.contents(id), id: version.id });
    }
  }
  draft.update(ordinal, changed);
  return changed;
}
