import type { ClientFrame } from '@sotto/protocol';
import {
  answerAck,
  answerClose,
  answerCredit,
  answerListen,
  answerOpen,
} from './mailbox-requests.ts';
import { answerPost } from './post-request.ts';
import { answerLookup, answerRegister } from './register-requests.ts';
import type { Session } from './session.ts';
import { underWay } from './under-way.ts';

/** The only version of the protocol so far. */
const protocolVersion = 1;

/** Begins one request. What it needs is bounded already; its answer comes when it comes. */
export function answer(session: Session, frame: ClientFrame): void {
  switch (frame.kind) {
    case 'post':
      return answerPost(session, frame);
    case 'ack':
      return answerAck(session, frame);
    case 'credit':
      return answerCredit(session, frame);
    case 'hello':
      return answerHello(session, frame);
    case 'open':
      return answerOpen(session, frame);
    case 'listen':
      return answerListen(session, frame);
    case 'close':
      return answerClose(session, frame);
    case 'register':
      return answerRegister(session, frame);
    case 'lookup':
      return answerLookup(session, frame);
  }
}

function answerHello(
  session: Session,
  { id, version }: Extract<ClientFrame, { kind: 'hello' }>,
): void {
  if (session.nonce !== undefined) return session.refuse(id, 'MALFORMED');
  if (version !== protocolVersion) return session.refuse(id, 'VERSION');
  const { told, clock, random, logDesk } = session.context;
  const nonce = random(32);
  session.nonce = nonce;
  const welcome = (logHead: Uint8Array): void =>
    session.send({
      kind: 'welcome',
      id,
      version: protocolVersion,
      limits: told,
      serverTimeMs: clock.now(),
      nonce,
      logHead,
    });
  if (logDesk.hasLog) underWay(session, id, 0, async () => welcome(await logDesk.head()));
  else welcome(new Uint8Array());
}
