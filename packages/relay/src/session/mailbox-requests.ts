import type { AccessVerdict, MailboxAddress } from '@sotto/core';
import type {
  AckFrame,
  CloseFrame,
  CreditFrame,
  ListenFrame,
  OpenFrame,
  RefusalCode,
} from '@sotto/protocol';
import { closeSignatureInput, listenSignatureInput, mailboxAddress } from '@sotto/protocol';
import { byteKey } from '../byte-key.ts';
import { Listener } from './listener.ts';
import type { Session } from './session.ts';
import { underWay } from './under-way.ts';

const refusals: Readonly<
  Record<Extract<AccessVerdict, { admitted: false }>['reason'], RefusalCode>
> = {
  credit_invalid: 'CREDIT_INVALID',
  credit_expired: 'CREDIT_EXPIRED',
  credit_spent: 'CREDIT_SPENT',
  credit_taken: 'CREDIT_TAKEN',
  credit_revoked: 'CREDIT_REVOKED',
};

export function answerOpen(session: Session, { id, readKey, ...shown }: OpenFrame): void {
  if (!session.admit(id, 'opens', 1)) return;
  const { access, mailboxes, limits } = session.context;
  const address = mailboxAddress(readKey);
  const request = { address, credit: shown.credit.slice(), holder: shown.holder.slice() };
  underWay(session, id, 0, async () => {
    const verdict = await access.judge(request);
    if (!verdict.admitted) return session.refuse(id, refusals[verdict.reason]);
    const { existed } = await mailboxes.open({ address, idleSeconds: limits.mailboxIdleSeconds });
    // Taken back meanwhile: the round that removes such mailboxes may have been by already.
    const still = await access.judge(request);
    if (still.admitted) return session.send({ kind: 'opened', id, existed });
    await mailboxes.remove(address);
    session.refuse(id, refusals[still.reason]);
  });
}

export function answerListen(
  session: Session,
  { id, readKey, signature, windowBytes }: ListenFrame,
): void {
  if (!session.admit(id, 'signatures', 1)) return;
  const { context, nonce } = session;
  const { limits, mailboxes, crypto, listeners, clock, metrics } = context;
  const address = mailboxAddress(readKey);
  const key = byteKey(address);
  const [publicKey, signed] = [readKey.slice(), signature.slice()];
  underWay(session, id, 0, async () => {
    if (
      nonce === undefined ||
      !(await crypto.signatures.Ed25519.verify(
        publicKey,
        listenSignatureInput(nonce, address),
        signed,
      ))
    ) {
      return session.refuse(id, 'SIGNATURE');
    }
    if (!(await mailboxes.touch(address))) return session.refuse(id, 'MAILBOX_UNKNOWN');
    const own = session.listeners.get(key);
    if (own === undefined && session.listeners.size >= limits.maxListensPerConnection) {
      return session.refuse(id, 'TOO_MANY');
    }
    if (session.hasEnded) return;
    if (own !== undefined) listeners.remove(own);
    const listener = new Listener(address, windowBytes, {
      mailboxes,
      limits,
      metrics,
      outbox: session.outbox,
      fail: (error) => session.fail(error),
    });
    session.listeners.set(key, listener);
    listeners.add(listener, clock.now(), {
      replaced: () => {
        session.listeners.delete(key);
        metrics.replaced++;
        session.send({ kind: 'replaced', id: 0, mailbox: address });
      },
      withdrawn: () => void session.dismiss('CREDIT_REVOKED'),
    });
    session.send({ kind: 'done', id });
    listener.wake();
  });
}

export function answerCredit(session: Session, { id, mailbox, windowBytes }: CreditFrame): void {
  if (!session.admit(id, 'requests', 1)) return;
  const listener = session.listenerOf(mailbox);
  if (listener === undefined) session.refuse(id, 'MAILBOX_UNKNOWN');
  else listener.grant(windowBytes);
}

export function answerAck(session: Session, { id, mailbox, upTo }: AckFrame): void {
  if (!session.admit(id, 'requests', 1)) return;
  const listener = session.listenerOf(mailbox);
  if (listener === undefined) return session.refuse(id, 'MAILBOX_UNKNOWN');
  const { mailboxes, metrics } = session.context;
  underWay(session, id, 0, async () => {
    await mailboxes.ack(listener.address, upTo);
    metrics.acks++;
    session.send({ kind: 'done', id });
  });
}

export function answerClose(session: Session, { id, readKey, signature }: CloseFrame): void {
  if (!session.admit(id, 'signatures', 1)) return;
  const { context, nonce } = session;
  const address: MailboxAddress = mailboxAddress(readKey);
  const [publicKey, signed] = [readKey.slice(), signature.slice()];
  underWay(session, id, 0, async () => {
    const input = nonce && closeSignatureInput(nonce, address);
    if (
      input === undefined ||
      !(await context.crypto.signatures.Ed25519.verify(publicKey, input, signed))
    ) {
      return session.refuse(id, 'SIGNATURE');
    }
    const removed = await context.mailboxes.remove(address);
    await context.access.forget([address]);
    const own = session.listenerOf(address);
    if (own !== undefined) {
      session.listeners.delete(byteKey(address));
      context.listeners.remove(own);
    }
    context.listeners.drop(address);
    if (removed) session.send({ kind: 'done', id });
    else session.refuse(id, 'MAILBOX_UNKNOWN');
  });
}
