import type { LookupFrame, RegisterFrame } from '@sotto/protocol';
import type { Session } from './session.ts';
import { underWay } from './under-way.ts';

export function answerRegister(
  session: Session,
  { id, token, body, ttlSeconds }: RegisterFrame,
): void {
  if (!session.admit(id, 'registers', 1)) return;
  const { mailboxes, limits, metrics } = session.context;
  const entry = { token, body, ttlSeconds, maxEntries: limits.maxRegisterEntries };
  underWay(session, id, mostBytes(session), async () => {
    const { position, before, full } = await mailboxes.register(entry);
    if (!full) metrics.registered++;
    session.send({ kind: 'registered', id, position, before, full });
  });
}

export function answerLookup(session: Session, { id, token }: LookupFrame): void {
  if (!session.admit(id, 'requests', 1)) return;
  underWay(session, id, mostBytes(session), async () => {
    session.send({ kind: 'lookedUp', id, bodies: await session.context.mailboxes.lookup(token) });
  });
}

/** What an answer with a full register takes. */
function mostBytes({ context: { limits } }: Session): number {
  return limits.maxRegisterEntries * limits.maxRegisterBodyBytes;
}
