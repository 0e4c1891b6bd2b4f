import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { isEnded } from './linger.ts';
import { countOf, countTail } from './numbering.ts';

/** Follows how many frames of others are missing in the conversation. Who is out of it waits for none. */
export function noteMissing(draft: ConversationDraft, more: number): void {
  if (more === 0 || isEnded(draft.record)) return;
  draft.record = { ...draft.record, missing: Math.max(0, draft.record.missing + more) };
}

/** What is said of a device's number shows that frames are missing, also when nothing comes behind them. */
export function noteTail(
  { clock }: Pick<Engine, 'clock'>,
  draft: ConversationDraft,
  device: Uint8Array,
  next: number,
): void {
  const before = draft.peer(device);
  if (before === undefined) return;
  const after = countTail(before, next, clock.now());
  if (after === before) return;
  draft.putPeer(after);
  noteMissing(draft, countOf(after.missing) - countOf(before.missing));
}

/** The same of a device that goes out. Of one that said nothing since this device came in, all was said before, and nothing is missing. */
export function noteLast(
  engine: Pick<Engine, 'clock'>,
  draft: ConversationDraft,
  device: Uint8Array,
  next: number,
): void {
  if (draft.peer(device)?.isHearsay === false) noteTail(engine, draft, device, next);
}
