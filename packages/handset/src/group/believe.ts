import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { decodeRejoin } from '../storage/rejoin-record.ts';
import { tables } from '../storage/tables.ts';
import { beginWait, isOver } from '../wait.ts';
import type { Wait } from '../wait.ts';
import type { Claim } from './claims.ts';
import { comeOver } from './rejoin.ts';

/** Whether it is time to ask those who say that others are elsewhere. */
export function isBelieved(
  { claims, clock }: Pick<Engine, 'claims' | 'clock'>,
  { id }: Pick<ConversationHandle, 'id'>,
): boolean {
  const claim = claims.of(id);
  return claim !== undefined && isOver(untilBelieved(claim), clock.now());
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
  if (!claim.isSplit && claim.epoch <= epoch) return letBe(engine, conversation);
  if (!isBelieved(engine, conversation)) return untilBelieved(claim).atMs;
  const nextAtMs = await comeOver(engine, conversation);
  return nextAtMs ?? letBe(engine, conversation);
}

/** There is nothing to it, or nothing more. */
async function letBe(engine: Engine, conversation: ConversationHandle): Promise<undefined> {
  const { id } = conversation;
  const name = { table: tables.rejoin, id };
  if ((await engine.store.get(name)) !== undefined)
    await conversation.change(async (draft) => {
      const asked = await draft.tx.get(name);
      const tries = asked === undefined ? 0 : decodeRejoin(asked).tries;
      // Who asked in vain to the end does not begin again at once.
      if (draft.record.state === 'active' && tries < handsetLimits.maxHelpTries)
        draft.tx.remove(name);
    });
  return engine.claims.forget(id);
}

/** Goes on with asking where a handset that was locked had begun to. */
export async function askOn(engine: Engine, { id, record }: ConversationHandle): Promise<void> {
  if (record().state !== 'active') return;
  const asked = await engine.store.get({ table: tables.rejoin, id });
  if (asked === undefined || decodeRejoin(asked).tries >= handsetLimits.maxHelpTries) return;
  engine.claims.note(id, { epoch: 0n, isSplit: true, by: undefined });
}

/** A commit that is on its way has its time; a split is one at once. */
function untilBelieved({ isSplit, sinceMs }: Claim): Wait {
  return beginWait(sinceMs, isSplit ? 0 : handsetLimits.claimBelievedMs);
}
