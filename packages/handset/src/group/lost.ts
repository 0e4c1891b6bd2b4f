import type { IdentityId } from '../api.ts';
import { nextClock } from '../conversation/compose.ts';
import type { ConversationDraft } from '../conversation/draft.ts';
import type { Engine } from '../engine.ts';
import { toHex } from '../hex.ts';
import type { PeerRecord } from '../storage/peer-record.ts';
import { tellEvents } from './tell-change.ts';

/** Says in the history that messages of somebody could not be recovered. */
export async function eventsForLost(
  engine: Engine,
  draft: ConversationDraft,
  { identity }: PeerRecord,
  count: number,
): Promise<void> {
  const by = toHex(identity) as IdentityId;
  const told = { seed: engine.crypto.random(32), hlc: nextClock(engine, draft) };
  await tellEvents(engine, draft, [{ type: 'lost', by, count }], told);
}
