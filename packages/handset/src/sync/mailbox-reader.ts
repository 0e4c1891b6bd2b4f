import type { Envelope, MailboxAddress, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { listenSignatureInput } from '@sotto/protocol';
import type { DeliveryFrame } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { RelaySession } from './relay-session.ts';
import { expectAnswer, misbehaves } from './wire.ts';

export interface Arrived extends Envelope {
  /** By its position it was dealt with before an ack got lost. It is judged by its content, but a repeat is nobody's fault. */
  readonly again: boolean;
}

/** Where envelopes come from. */
export interface Source {
  readonly relay: RelayUrl;
  /** That delivered them just now; the relay is to be asked over no other. */
  readonly session?: RelaySession;
  /** They were kept until now: has the transaction that deals with an envelope forget it there too. */
  readonly settle?: (tx: Pick<Transaction, 'remove'>, envelope: Arrived) => void;
}

/** What belongs to a mailbox: a conversation, or an invite that waits. */
export interface MailboxOwner {
  /** As it is stored now; `undefined` when it has no owner any more. After its relays changed, `Sync.reread` is to be called. */
  readonly mailbox: () => OwnMailbox | undefined;
  /** Everything that this relay delivered up to here was dealt with; 0 when nothing was. */
  readonly position: (relay: RelayUrl) => number;
  /**
   * Deals with envelopes in one or more transactions that also move the position at their relay past them. Rejects when it could
   * not be stored, or when a relay was asked and did not answer; then the same envelopes come again. Calls for several relays may
   * overlap, those for one never do.
   */
  readonly receive: (envelopes: readonly Arrived[], from: Source) => Promise<void>;
  /** This relay had lost the mailbox: its positions begin anew. */
  readonly restart: (relay: RelayUrl) => Promise<void>;
  /** `Sync.quiet` became true for the mailbox: for now there is nothing more to come. */
  readonly quiet?: () => void;
}

/** Listens to one mailbox at one relay, session after session. */
export interface MailboxReader {
  readonly listen: (session: RelaySession) => Promise<void>;
  readonly delivered: (session: RelaySession, delivery: DeliveryFrame) => void;
  /** Another instance listens now: this one stays away until it is told otherwise. */
  readonly replaced: () => void;
  readonly resume: () => boolean;
  /** This session's relay listens for us, and nothing that it delivered waits to be stored. */
  readonly isCaughtUp: (session: RelaySession) => boolean;
  readonly idle: () => Promise<void>;
}

export interface ReaderOptions {
  readonly relay: RelayUrl;
  readonly owner: MailboxOwner;
  /** Makes the mailbox again when the relay does not know it; `undefined` when that is not for now. */
  readonly reopen: (
    session: RelaySession,
    mailbox: OwnMailbox,
  ) => Promise<{ readonly existed: boolean } | undefined>;
  readonly troubles: Troubles;
  /** Shared by all mailboxes. */
  readonly backlog: Backlog;
  /** Something that `isCaughtUp` depends on has changed. */
  readonly stirred: () => void;
}

/** What a relay delivered and is not stored yet, in bytes of memory. */
export interface Backlog {
  bytes: number;
}

export function createMailboxReader(
  engine: Pick<Engine, 'crypto' | 'clock' | 'stopping'>,
  { relay, owner, reopen, troubles, backlog, stirred }: ReaderOptions,
): MailboxReader {
  const serial = createSerial();
  let isReplaced = false;
  let sessionOf: RelaySession | undefined;
  // The session whose relay answered that it listens.
  let listened: RelaySession | undefined;
  // Deliveries that are not dealt with yet.
  let waiting = 0;
  // Highest position that the current session delivered.
  let delivered = 0;
  // Bytes of the current session's window that were used and not granted again.
  let taken = 0;

  const listen = async (session: RelaySession): Promise<void> => {
    const mailbox = owner.mailbox();
    // It may have moved since it was asked to.
    if (mailbox === undefined || !mailbox.relays.includes(relay) || isReplaced) return;
    const { readSeed, readKey, address } = mailbox;
    const signature = await engine.crypto.signatures.Ed25519.sign(
      readSeed,
      listenSignatureInput(session.welcome.nonce, address),
    );
    sessionOf = session;
    delivered = 0;
    taken = 0;
    const { listenWindowBytes: windowBytes } = handsetLimits;
    const answer = await session.request({ kind: 'listen', readKey, signature, windowBytes });
    if (answer.kind === 'refused' && answer.code === 'MAILBOX_UNKNOWN') {
      const opened = await reopen(session, mailbox);
      if (opened === undefined) return;
      if (opened.existed) throw misbehaves();
      await serial.run(() => owner.restart(relay));
      return listen(session);
    }
    expectAnswer(answer, 'done');
    if (session === sessionOf) listened = session;
    stirred();
  };

  const receive = async (session: RelaySession, delivery: DeliveryFrame): Promise<void> => {
    // Of a connection that is over: it comes again over this one.
    if (session !== sessionOf) return;
    const { maxEnvelopesPerTransaction: most } = handsetLimits;
    const known = owner.position(relay);
    const arrived = delivery.envelopes.map((envelope): Arrived => {
      const isRising = envelope.position > delivered;
      delivered = Math.max(delivered, envelope.position);
      return { ...envelope, again: isRising && envelope.position <= known };
    });
    for (let at = 0; at < arrived.length; at += most) {
      if (!(await stored(arrived.slice(at, at + most), session))) return;
    }
    const mailbox = owner.mailbox();
    if (mailbox === undefined) return;
    // Not up to the stored position: a relay that was restored from an older copy gives positions out again.
    session.tell({ kind: 'ack', mailbox: mailbox.address, upTo: delivered });
    taken += bytesOf(delivery);
    if (taken >= handsetLimits.listenWindowBytes / 4) grant(session, mailbox.address);
  };

  // Gives back the window that was used. A grant that is refused for now is made later, else the mailbox would fall silent.
  const grant = (session: RelaySession, mailbox: MailboxAddress): void => {
    const windowBytes = taken;
    taken = 0;
    session.tell({ kind: 'credit', mailbox, windowBytes }, ({ retryAfterMs }) => {
      const again = async (): Promise<void> => {
        await engine.clock.sleep(
          Math.max(retryAfterMs, handsetLimits.storeRetryMs),
          engine.stopping,
        );
        if (session !== sessionOf) return;
        taken += windowBytes;
        grant(session, mailbox);
      };
      again().catch(() => {
        // Only the handset's end stops the wait.
      });
    });
  };

  // Until it is stored: what is not stored is not acked, and no more is asked for. False when another session delivers it again.
  const stored = async (envelopes: readonly Arrived[], session: RelaySession): Promise<boolean> => {
    while (session === sessionOf) {
      engine.stopping.throwIfAborted();
      try {
        await owner.receive(envelopes, { relay, session });
        return session === sessionOf;
      } catch (error) {
        if (engine.stopping.aborted) throw error;
        // A connection that ended is no trouble.
        if (!isSottoError(error) || !error.code.startsWith('LINK_')) troubles.report(error);
        await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping);
      }
    }
    return false;
  };

  return {
    listen,
    delivered: (session, delivery) => {
      const bytes = memoryOf(delivery);
      // More than every window allows: the relay means to fill our memory.
      if (backlog.bytes + bytes > handsetLimits.maxBacklogBytes)
        return session.end({ error: misbehaves() });
      backlog.bytes += bytes;
      waiting += 1;
      stirred();
      serial
        .run(() => receive(session, delivery))
        .catch((error: unknown) => {
          if (!engine.stopping.aborted) troubles.report(error);
        })
        .finally(() => {
          backlog.bytes -= bytes;
          waiting -= 1;
          stirred();
        });
    },
    replaced: () => {
      isReplaced = true;
      listened = undefined;
    },
    resume: () => {
      const was = isReplaced;
      isReplaced = false;
      return was;
    },
    isCaughtUp: (session) => session === listened && waiting === 0,
    idle: () => serial.idle(),
  };
}

function bytesOf({ envelopes }: DeliveryFrame): number {
  return envelopes.reduce((sum, { body }) => sum + body.length, 0);
}

// What is held has a cost beside its bytes: empty envelopes, and deliveries without any, fill memory too.
function memoryOf(delivery: DeliveryFrame): number {
  const { envelopeMemoryBytes: each } = handsetLimits;
  return each + each * delivery.envelopes.length + bytesOf(delivery);
}
