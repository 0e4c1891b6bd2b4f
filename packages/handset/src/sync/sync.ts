import { isSottoError } from '@sotto/core';
import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import { closeSignatureInput } from '@sotto/protocol';
import type { ConnectionState } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { createMailboxReader } from './mailbox-reader.ts';
import type { Backlog, MailboxOwner, MailboxReader } from './mailbox-reader.ts';
import { createRelayLine } from './relay-line.ts';
import type { RelayLine } from './relay-line.ts';
import type { RelaySession } from './relay-session.ts';
import { expectAnswer } from './wire.ts';

/** The handset's relays: one line to its own, and lines to others for as long as they are needed. */
export interface Sync {
  /** Connects to the own relay and reads every mailbox that was added. */
  readonly start: () => void;
  /** A session now, or the reason why there is none. @throws what `RelayLine.session` throws */
  readonly session: (relay: RelayUrl, signal: AbortSignal) => Promise<RelaySession>;
  /** A session, however long it takes. @throws only the signal's reason */
  readonly patiently: (relay: RelayUrl, signal: AbortSignal) => Promise<RelaySession>;
  /** Makes a mailbox at the own relay. @throws LINK_UNREACHABLE, RELAY_REFUSED and other codes of `session` */
  readonly openMailbox: (readKey: ReadKey, signal: AbortSignal) => Promise<void>;
  /** Ends a mailbox, as `whenReachable` does. */
  readonly closeMailbox: (mailbox: OwnMailbox) => Promise<void>;
  /**
   * Does something for tidiness' sake: now when the relay can be reached, else not awaited, as soon as it can while this handset runs.
   * What is never done costs no more than a mailbox or register that ends by itself.
   */
  readonly whenReachable: (
    relay: RelayUrl,
    job: (session: RelaySession) => Promise<void>,
  ) => Promise<void>;
  /** Reads a mailbox at the own relay from now on. */
  readonly read: (address: MailboxAddress, owner: MailboxOwner) => void;
  readonly unread: (address: MailboxAddress) => void;
  readonly state: () => ConnectionState;
  readonly clockSkewMs: () => number | undefined;
  readonly nudge: () => void;
  /** Resolves when every line ended and nothing that came is being dealt with. */
  readonly stopped: () => Promise<void>;
}

export function createSync(engine: Engine, troubles: Troubles): Sync {
  const lines = new Map<RelayUrl, RelayLine>();
  const readers = new Map<string, MailboxReader>();
  const backlog: Backlog = { bytes: 0 };
  let state: ConnectionState = 'offline';
  let skewMs: number | undefined;
  let session: RelaySession | undefined;

  const line = (relay: RelayUrl): RelayLine => {
    let found = lines.get(relay);
    if (found === undefined) {
      found = relay === engine.self.relay ? ownLine() : otherLine(relay);
      lines.set(relay, found);
    }
    return found;
  };

  const ownLine = (): RelayLine =>
    createRelayLine(engine, {
      relay: engine.self.relay,
      steady: true,
      listener: {
        delivered: (delivery) => {
          if (session) readers.get(toHex(delivery.mailbox))?.delivered(session, delivery);
        },
        replaced: (mailbox) => {
          readers.get(toHex(mailbox))?.replaced();
          troubles.report(
            handsetError('MAILBOX_REPLACED', 'Another instance reads a mailbox of this handset.'),
          );
        },
      },
      begin: async (begun) => {
        session = begun;
        troubles.over();
        noteSkew(engine.clock.now() - begun.welcome.serverTimeMs);
        await Promise.all(Array.from(readers.values(), (reader) => listen(reader, begun)));
      },
      tell: (told, retryInMs) => {
        if (told !== 'online') session = told === 'connecting' ? session : undefined;
        if (told === state && retryInMs === undefined) return;
        state = told;
        engine.events.emit(
          retryInMs === undefined
            ? { type: 'connection', state }
            : { type: 'connection', state, retryInMs },
        );
      },
      failed: (error) => {
        // No network is a state, not a trouble; what the relay says against us is one.
        if (isSottoError(error, 'RELAY_REFUSED')) troubles.report(error);
      },
    });

  const otherLine = (relay: RelayUrl): RelayLine =>
    createRelayLine(engine, {
      relay,
      steady: false,
      listener: { delivered: nothing, replaced: nothing },
      begin: async () => {},
      tell: nothing,
      failed: nothing,
    });

  const noteSkew = (ms: number): void => {
    const wasTold = skewMs !== undefined && Math.abs(skewMs) > handsetLimits.clockSkewMs;
    skewMs = ms;
    if (Math.abs(ms) > handsetLimits.clockSkewMs && !wasTold)
      engine.events.emit({ type: 'clock', skewMs: ms });
  };

  const listen = async (reader: MailboxReader, to: RelaySession): Promise<void> => {
    try {
      await reader.listen(to);
    } catch (error) {
      if (to !== session || engine.stopping.aborted) return;
      troubles.report(error);
      void listenLater(reader, to);
    }
  };

  const listenLater = async (reader: MailboxReader, to: RelaySession): Promise<void> => {
    await engine.clock.sleep(handsetLimits.storeRetryMs, engine.stopping).catch(nothing);
    if (to === session && !engine.stopping.aborted) await listen(reader, to);
  };

  const open = async (
    at: RelaySession,
    readKey: ReadKey,
    signal?: AbortSignal,
  ): Promise<{ readonly existed: boolean }> =>
    expectAnswer(
      await at.request({ kind: 'open', readKey, credit: engine.self.credit }, signal),
      'opened',
    );

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

  const whenReachable: Sync['whenReachable'] = async (relay, job) => {
    try {
      await job(await line(relay).session(engine.stopping));
    } catch {
      // Whatever it was: later, or never.
      line(relay).patiently(engine.stopping).then(job).catch(nothing);
    }
  };

  return {
    start: () => void line(engine.self.relay),
    session: (relay, signal) => line(relay).session(signal),
    patiently: (relay, signal) => line(relay).patiently(signal),
    openMailbox: async (readKey, signal) => {
      await open(await line(engine.self.relay).session(signal), readKey, signal);
    },
    closeMailbox: (mailbox) => whenReachable(mailbox.relay, (at) => close(at, mailbox)),
    whenReachable,
    read: (address, owner) => {
      const reader = createMailboxReader(engine, {
        owner,
        reopen: (at, { readKey }) => open(at, readKey),
        troubles,
        backlog,
      });
      readers.set(toHex(address), reader);
      if (session) void listen(reader, session);
    },
    unread: (address) => void readers.delete(toHex(address)),
    state: () => state,
    clockSkewMs: () => skewMs,
    nudge: () => {
      for (const each of lines.values()) each.nudge();
      for (const reader of readers.values())
        if (reader.resume() && session) void listen(reader, session);
    },
    stopped: async () => {
      await Promise.all(Array.from(lines.values(), ({ done }) => done));
      await Promise.all(Array.from(readers.values(), (reader) => reader.idle()));
    },
  };
}

function nothing(): void {}
