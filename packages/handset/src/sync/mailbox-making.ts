import type { ReadKey, RelayUrl } from '@sotto/core';
import { closeSignatureInput } from '@sotto/protocol';
import { createOwnMailbox } from '../invite/own-mailbox.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { isNotAdmitted } from './admission.ts';
import { creditHolder } from './credit-holder.ts';
import type { RelayLine } from './relay-line.ts';
import type { RelaySession } from './relay-session.ts';
import type { Sync, SyncParts } from './sync.ts';
import { expectAnswer } from './wire.ts';

/** Makes mailboxes at relays, and ends them. */
export interface MailboxMaking extends Pick<
  Sync,
  'openMailbox' | 'admit' | 'closeMailbox' | 'whenReachable'
> {
  /** Over a session that is there. @throws CREDIT_… */
  readonly open: (
    at: RelaySession,
    readKey: ReadKey,
    signal?: AbortSignal,
  ) => Promise<{ readonly existed: boolean }>;
}

export function createMailboxMaking(
  engine: SyncParts,
  line: (relay: RelayUrl) => RelayLine,
): MailboxMaking {
  const { homes } = engine;

  const open = async (
    at: RelaySession,
    readKey: ReadKey,
    signal?: AbortSignal,
    credit = homes.credit(at.relay),
  ): Promise<{ readonly existed: boolean }> => {
    const holder =
      credit.length === 0
        ? credit
        : await creditHolder(engine.crypto, engine.holderSeed, at.relay, credit);
    return expectAnswer(
      await at.request({ kind: 'open', readKey, credit, holder }, signal),
      'opened',
    );
  };

  const close = async (
    at: RelaySession,
    { readSeed, readKey, address }: OwnMailbox,
  ): Promise<void> => {
    const signature = await engine.crypto.signatures.Ed25519.sign(
      readSeed,
      closeSignatureInput(at.welcome.nonce, address),
    );
    await at.request({ kind: 'close', readKey, signature });
  };

  const whenReachable: MailboxMaking['whenReachable'] = async (relay, job) => {
    try {
      await job(await line(relay).session(engine.stopping));
    } catch {
      // Whatever it was: later, or never.
      line(relay).patiently(engine.stopping).then(job).catch(nothing);
    }
  };

  const closeMailbox: MailboxMaking['closeMailbox'] = async (mailbox) => {
    await Promise.all(
      mailbox.relays.map((relay) => whenReachable(relay, (at) => close(at, mailbox))),
    );
  };

  return {
    open: (at, readKey, signal) => open(at, readKey, signal),
    openMailbox: async (readKey, relays, signal) => {
      const openAt = async (relay: RelayUrl): Promise<void> => {
        await open(await line(relay).session(signal), readKey, signal);
      };
      const tries = relays.map(openAt);
      try {
        await Promise.any(tries);
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof AggregateError ? error.errors[0] : error;
      }
      for (const [index, tried] of tries.entries()) {
        const relay = relays[index];
        if (relay === undefined) continue;
        tried.catch(() =>
          line(relay)
            .patiently(engine.stopping)
            .then((at) => open(at, readKey))
            .catch(nothing),
        );
      }
    },
    admit: async (relay, credit, signal) => {
      const mailbox = await createOwnMailbox(engine.crypto, [relay]);
      const at = await line(relay).session(signal);
      try {
        await open(at, mailbox.readKey, signal, credit);
      } catch (error) {
        // Without an answer it may be there.
        if (!isNotAdmitted(error)) void closeMailbox(mailbox);
        throw error;
      }
      await closeMailbox(mailbox);
    },
    closeMailbox,
    whenReachable,
  };
}

function nothing(): void {}
