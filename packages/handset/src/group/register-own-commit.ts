import type { ConversationHandle } from '../conversation/conversation.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { acceptOwnCommit } from './accept-own-commit.ts';
import { forgetOwnCommit, ownCommitOf } from './own-commit.ts';
import { register } from './registers.ts';
import { relaysOf } from './relays-of.ts';
import { candidate, follow, registerToken } from './walk.ts';

/**
 * Registers the commit that is on its way, and follows whichever came first. Registering the same body again gives the same answer, so this goes
 * on after a crash as if there had been none.
 */
export async function registerOwnCommit(
  engine: Engine,
  conversation: ConversationHandle,
): Promise<void> {
  const start = await conversation.look(async ({ record, group, room, epochs }) => ({
    own: await ownCommitOf(engine.store, record),
    group,
    key: epochs.at(-1)!,
    registers: room.registers,
    relays: relaysOf(engine, group, room),
  }));
  const { own, group } = start;
  if (own === undefined || own.external !== undefined || own.epoch !== group.context.epoch) {
    await conversation.change(forgetOwnCommit);
    return;
  }
  for (let page = 0; page < handsetLimits.maxRegisterPages; page++) {
    const token = await registerToken(engine, group, page);
    const answer = await register(engine, start, token, own.body);
    const before = await Promise.all(
      answer.before.map((body) => candidate(engine, start.key, body, answer.relay)),
    );
    const itself = await candidate(engine, start.key, own.body, answer.relay);
    const isSettled = await conversation.change(async (draft) => {
      if (draft.group.context.epoch !== own.epoch || !draft.record.committing) return true;
      if (await follow(engine, draft, before)) return true;
      if (answer.full) return false;
      // Put beside another register than the one that took it, it is none: it is made anew.
      if (itself.message === undefined) await forgetOwnCommit(draft);
      else await acceptOwnCommit(engine, draft, own);
      return true;
    });
    if (isSettled) return;
  }
  // Somebody who was in this epoch fills its pages: it is tried again, and a new epoch ends it.
  await conversation.change(forgetOwnCommit);
}
