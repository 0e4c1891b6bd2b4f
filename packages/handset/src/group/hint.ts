import { encodeEnvelopeContent } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import type { Leaves } from './leaves.ts';

/**
 * Tells the other devices of an epoch that a commit ended it, those too that the commit removes. They look into the register for it: a commit is stored
 * once, however many they are.
 */
export async function queueHint(
  engine: Engine,
  draft: ConversationDraft,
  leaves: Leaves,
  epoch: { readonly envelopeKey: Uint8Array } | undefined,
): Promise<void> {
  const others = leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
  if (epoch === undefined || others.length === 0) return;
  await engine.outbox.mail(draft.tx, {
    conversation: draft.record.id,
    key: epoch.envelopeKey,
    content: encodeEnvelopeContent({ kind: 'hint' }),
    to: others.map(({ mailbox }) => mailbox),
  });
  draft.after(engine.outbox.wake);
}
