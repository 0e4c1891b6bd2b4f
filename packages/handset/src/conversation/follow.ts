import { hlcReceive, protocolLimits } from '@sotto/protocol';
import type { Hlc } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import type { ConversationDraft } from './draft.ts';
import { ownClock } from './own-clock.ts';

/** Notes a clock that came; gives the one that what came with it is sorted by. */
export function follow(engine: Pick<Engine, 'clock'>, draft: ConversationDraft, clock: Hlc): Hlc {
  const { record } = draft;
  const nowMs = engine.clock.now();
  const received = hlcReceive(ownClock(record.hlc, nowMs), clock, nowMs);
  draft.record = { ...record, hlc: received.clock };
  // A clock far in the future, or of before there was this conversation, says nothing: then the time of arrival does.
  const earliestMs = record.createdAtMs - protocolLimits.maxHlcDriftMs;
  return received.followed && clock.physicalMs >= earliestMs ? clock : received.clock;
}
