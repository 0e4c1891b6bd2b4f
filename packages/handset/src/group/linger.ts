import type { ConversationHandle } from '../conversation/conversation.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { ConversationRecord } from '../storage/conversation-record.ts';
import { beginWait, isOver } from '../wait.ts';
import type { Wait } from '../wait.ts';
import type { OutgoingAside } from './asides.ts';
import { queueAside } from './asides.ts';
import { spreadEpochs } from './forks.ts';
import { leaveWord } from './leaving.ts';
import { outsiders } from './outsiders.ts';
import { someOf } from './some-of.ts';

/** Whether a conversation is over for this device. */
export function isEnded({ state }: Pick<ConversationRecord, 'state'>): boolean {
  return state === 'left' || state === 'removed';
}

/** Whether a device that is out of a conversation still hears who asks it: for as long as others may ask for frames of it. */
export function isLingering(
  record: Pick<ConversationRecord, 'state' | 'updatedAtMs'>,
  nowMs: number,
): boolean {
  return isEnded(record) && Math.abs(nowMs - record.updatedAtMs) < handsetLimits.lingerMs;
}

export interface Lingering {
  /** How often the others were told that this person left, and when they may be told again. */
  reports: number;
  report: Wait;
}

/**
 * What a device does in a conversation that is over. Who left while the group was split hears from those on the other side what it cannot open: they do
 * not know that it left, and are told. @returns when to look again; `undefined` when nothing is listened to any more
 */
export async function linger(
  engine: Engine,
  { record, change }: ConversationHandle,
  own: Lingering,
): Promise<number | undefined> {
  const nowMs = engine.clock.now();
  const { state, behind, updatedAtMs, own: mailbox } = record();
  if (!isLingering(record(), nowMs)) {
    engine.sync.unread(mailbox.address);
    return undefined;
  }
  const untilMs = updatedAtMs + handsetLimits.lingerMs;
  if (state !== 'left' || behind === 0) return untilMs;
  if (own.reports === 0) {
    own.reports = 1;
    own.report = beginWait(nowMs, handsetLimits.puzzledMs);
  }
  if (!isOver(own.report, nowMs)) return own.report.atMs;
  const turn = own.reports - 1;
  await change(async (draft) => {
    const others = draft.leaves.all.filter(({ leafIndex }) => leafIndex !== draft.me.leafIndex);
    // Who was taken out here may be alone on another side, and has nobody else to hear it from.
    const all = [...others, ...outsiders(draft)];
    const to = someOf(engine, all, handsetLimits.maxAskedForHelp);
    await sayLeft(engine, draft, { to, under: spreadEpochs(draft.epochs, turn) });
    draft.record = { ...draft.record, behind: 0 };
  });
  own.reports += 1;
  const waitMs = handsetLimits.reportRetryMs * 2 ** Math.min(turn, 10);
  own.report = beginWait(nowMs, Math.min(waitMs, handsetLimits.maxReportWaitMs));
  return untilMs;
}

/** Tells devices of the group that this person left, in whatever epoch they are. */
export async function sayLeft(
  engine: Engine,
  draft: ConversationDraft,
  where: Required<Pick<OutgoingAside, 'to' | 'under'>>,
): Promise<void> {
  const word = await leaveWord(engine, draft.record);
  await queueAside(engine, draft, { body: { kind: 'left', ...word }, ...where });
}
