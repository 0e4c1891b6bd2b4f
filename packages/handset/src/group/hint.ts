import { encodeEnvelopeContent } from '@sotto/protocol';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { EpochRecord } from '../storage/epoch-record.ts';
import { reportEpochs } from './forks.ts';
import type { Leaves } from './leaves.ts';
import { isEnded } from './linger.ts';
import { someOf } from './some-of.ts';

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

/**
 * Somebody says that a commit ended an epoch, and only whose commit counted says so. Where one of this device's own did, by registers that they did not reach, there are two: the group
 * has split, and whoever says nothing more would not notice.
 */
export async function takeHint(
  engine: Engine,
  draft: ConversationDraft,
  by: EpochRecord,
): Promise<void> {
  const { record, epochs, leaves, me } = draft;
  if (isEnded(record)) return;
  if (by.epoch === draft.group.context.epoch) {
    draft.record = { ...record, behind: record.behind + 1 };
    return;
  }
  const next = epochs.find(({ epoch }) => epoch === by.epoch + 1n);
  if (next === undefined || next.madeInLife === 0) return;
  if (!engine.claims.mayAnswer(record.id, 'hint')) return;
  const others = leaves.all.filter(({ leafIndex }) => leafIndex !== me.leafIndex);
  const to = someOf(engine, others, handsetLimits.maxAskedForHelp);
  await reportEpochs(engine, draft, { to, under: [by], help: null });
}
