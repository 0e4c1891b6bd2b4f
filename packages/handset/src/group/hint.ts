import type { ConversationDraft } from '../conversation/draft.ts';
import { sealContent } from '../conversation/envelope.ts';
import type { Engine } from '../engine.ts';
import type { Leaves } from './leaves.ts';
import { planPosts } from './posting.ts';

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
  const posts = planPosts(others).map(async ({ relay, mailboxes }) => ({
    relay,
    mailboxes,
    body: await sealContent(engine.crypto, epoch.envelopeKey, { kind: 'hint' }),
  }));
  engine.outbox.put(draft.tx, await Promise.all(posts));
  draft.after(engine.outbox.wake);
}
