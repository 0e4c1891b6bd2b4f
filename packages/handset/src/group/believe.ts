import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { Claim } from './claims.ts';
import { comeOver } from './rejoin.ts';

/** Whether it is time to ask those who say that others are elsewhere. */
export function isBelieved(
  { claims, clock }: Pick<Engine, 'claims' | 'clock'>,
  { id }: Pick<ConversationHandle, 'id'>,
): boolean {
  const claim = claims.of(id);
  return claim !== undefined && believedAtMs(claim) <= clock.now();
}

/**
 * Others say that they are in a later epoch, and the registers have no way to it: a relay keeps a commit from us. Or they say that the group
 * has split. They are asked to let us in where they are, and until then this device stays where it is.
 * @returns when to look again, if at some time
 */
export async function believe(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<number | undefined> {
  const { id } = conversation;
  const claim = engine.claims.of(id);
  if (claim === undefined) return undefined;
  const epoch = await conversation.look(({ group }) => group.context.epoch);
  if (!claim.isSplit && claim.epoch <= epoch) return engine.claims.forget(id);
  if (!isBelieved(engine, conversation)) return believedAtMs(claim);
  const nextAtMs = await comeOver(engine, conversation);
  return nextAtMs ?? engine.claims.forget(id);
}

/** A commit that is on its way has its time; a split is one at once. */
function believedAtMs({ isSplit, sinceMs }: Claim): number {
  return isSplit ? sinceMs : sinceMs + handsetLimits.claimBelievedMs;
}
