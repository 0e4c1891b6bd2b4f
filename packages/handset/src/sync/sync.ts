import { isSottoError } from '@sotto/core';
import type { MailboxAddress, ReadKey, RelayUrl } from '@sotto/core';
import type { ConnectionState } from '../api.ts';
import { settle } from '../bytes.ts';
import type { Engine } from '../engine.ts';
import { handsetError } from '../error.ts';
import type { Troubles } from '../events/troubles.ts';
import { toHex } from '../hex.ts';
import { handsetLimits } from '../limits.ts';
import type { OwnMailbox } from '../storage/conversation-record.ts';
import { isNotAdmitted } from './admission.ts';
import { createClockSkew } from './clock-skew.ts';
import { createConnectionStates } from './connection-states.ts';
import type { Homes } from './homes.ts';
import { createMailboxMaking } from './mailbox-making.ts';
import { createMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import type { Backlog, MailboxOwner, MailboxReader } from './mailbox-reader.ts';
import { mayConnect } from './may-connect.ts';
import { createRegisters } from './registers.ts';
import type { LookedUp, Registered } from './registers.ts';
import { createRelayLine } from './relay-line.ts';
import type { RelayLine } from './relay-line.ts';
import type { RelaySession } from './relay-session.ts';

/** The handset's relays: a steady line to each that has a mailbox of ours, and lines to others for as long as they are needed. */
export interface Sync {
  /** Connects to the home relays and reads every mailbox that was added. */
  readonly start: () => void;
  /** A session now, or the reason why there is none. @throws what `RelayLine.session` throws */
  readonly session: (relay: RelayUrl, signal: AbortSignal) => Promise<RelaySession>;
  /** A session, however long it takes. @throws only the signal's reason */
  readonly patiently: (relay: RelayUrl, signal: AbortSignal) => Promise<RelaySession>;
  /**
   * A session with the first of the relays, in order, that gives one within `sessionTryMs`. @throws RELAY_REFUSED when one said so, else
   * LINK_UNREACHABLE (retryable)
   */
  readonly sessionAny: (relays: readonly RelayUrl[], signal: AbortSignal) => Promise<RelaySession>;
  /**
   * What the relays have under a token, in the order given. One that does not answer within `registerFailoverMs` is left out.
   * @throws when none answered: RELAY_REFUSED when one said so, else LINK_UNREACHABLE (retryable)
   */
  readonly lookup: (
    relays: readonly RelayUrl[],
    token: Uint8Array,
    signal: AbortSignal,
  ) => Promise<readonly LookedUp[]>;
  /**
   * Registers a body at the first of the relays that takes it. Each but the last is waited for up to `registerFailoverMs`, over as many
   * connections as it takes, before the next is tried. When it rejects, the body may be registered all the same; again is harmless.
   * @throws when none took it: RELAY_REFUSED when one said so, else LINK_UNREACHABLE (retryable)
   */
  readonly register: (
    relays: readonly RelayUrl[],
    token: Uint8Array,
    body: Uint8Array,
    ttlSeconds: number,
    signal: AbortSignal,
  ) => Promise<Registered>;
  /**
   * Makes a mailbox at these relays. Resolves as soon as one has it; the others are asked until they can be reached.
   * @throws what the first relay answered when none has it: LINK_UNREACHABLE, RELAY_REFUSED and other codes of `session`
   */
  readonly openMailbox: (
    readKey: ReadKey,
    relays: readonly RelayUrl[],
    signal: AbortSignal,
  ) => Promise<void>;
  /**
   * Resolves when the relay admits this handset by the credit: a mailbox was opened with it, and is closed again.
   * @throws CREDIT_…, and what `session` throws
   */
  readonly admit: (relay: RelayUrl, credit: Uint8Array, signal: AbortSignal) => Promise<void>;
  /** Ends a mailbox at all its relays, as `whenReachable` does. */
  readonly closeMailbox: (mailbox: OwnMailbox) => Promise<void>;
  /**
   * Does something for tidiness' sake: now when the relay can be reached, else not awaited, as soon as it can while this handset runs.
   * What is never done costs no more than a mailbox or register that ends by itself.
   */
  readonly whenReachable: (
    relay: RelayUrl,
    job: (session: RelaySession) => Promise<void>,
  ) => Promise<void>;
  /** Reads a mailbox at all its relays from now on. One that lacks it there gets it. */
  readonly read: (address: MailboxAddress, owner: MailboxOwner) => void;
  /** The mailbox's relays changed: reads it at those that are new, and no more at those that went. */
  readonly reread: (address: MailboxAddress) => void;
  readonly unread: (address: MailboxAddress) => void;
  /** Is not to be listened to, once it is read, before `release`: what was collected of it comes first. */
  readonly hold: (address: MailboxAddress) => void;
  readonly release: (address: MailboxAddress) => void;
  /** Whose a mailbox is that is read. */
  readonly owner: (address: MailboxAddress) => MailboxOwner | undefined;
  /** Everything that is read, with copies of the read keys. */
  readonly reading: () => readonly ReadMailbox[];
  /**
   * True when every relay of the mailbox that can be reached, and one at least, listens for us, and none has delivered anything for
   * `drainQuietMs` that was not stored before. `MailboxOwner.quiet` tells when it becomes true. A relay that is connected to for the
   * first time counts as reachable for `drainPatienceMs`.
   */
  readonly quiet: (address: MailboxAddress) => boolean;
  /** Calls the listener with what each relay says of the act log when a session with it begins. */
  readonly watchWelcomes: (listener: WelcomeListener) => void;
  /** `online` when any home relay is. */
  readonly state: () => ConnectionState;
  /** This clock minus that of the most preferred home relay that told its own. */
  readonly clockSkewMs: () => number | undefined;
  readonly nudge: () => void;
  /** Resolves when every line ended and nothing that came is being dealt with. */
  readonly stopped: () => Promise<void>;
}

/** A mailbox, and up to where each of its relays was dealt with. */
export interface ReadMailbox {
  readonly mailbox: OwnMailbox;
  readonly positions: ReadonlyMap<RelayUrl, number>;
}

type WelcomeListener = (relay: RelayUrl, logHead: Uint8Array) => void;

export type SyncParts = Pick<Engine, 'crypto' | 'link' | 'clock' | 'events' | 'stopping'> & {
  readonly homes: Homes;
  /** Names the holder of a credit (`creditHolder`). */
  readonly holderSeed: Uint8Array;
  /** False: what a relay does not know any more stays unknown to it. Default true. */
  readonly opens?: boolean;
};

export function createSync(engine: SyncParts, troubles: Troubles): Sync {
  const { homes } = engine;
  const lines = new Map<RelayUrl, RelayLine>();
  const sessions = new Map<RelayUrl, RelaySession>();
  // Relays of which it is known whether they can be reached, or that were waited for long enough.
  const tried = new Set<RelayUrl>();
  const expected = new Set<RelayUrl>();
  const mailboxes = new Map<string, Mailbox>();
  const owners = new Map<string, MailboxOwner>();
  const held = new Set<string>();
  const backlog: Backlog = { bytes: 0 };
  const states = createConnectionStates(engine, homes);
  const skew = createClockSkew(engine, homes);
  const welcomeListeners = new Set<WelcomeListener>();
  let isStarted = false;
  // Aborts when what was refused may be granted now.
  let again = new AbortController();

  const readersAt = (relay: RelayUrl): readonly MailboxReader[] =>
    [...mailboxes].flatMap(([address, mailbox]) =>
      held.has(address) ? [] : (mailbox.at(relay) ?? []),
    );

  const isHome = (relay: RelayUrl): boolean => homes.relays().includes(relay);

  const isSteady = (relay: RelayUrl): boolean =>
    isStarted &&
    (isHome(relay) || mailboxes.values().some((mailbox) => mailbox.relays().includes(relay)));

  const line = (relay: RelayUrl): RelayLine => {
    let found = lines.get(relay);
    if (found === undefined) {
      found = newLine(relay);
      lines.set(relay, found);
    }
    return found;
  };

  const newLine = (relay: RelayUrl): RelayLine =>
    createRelayLine(engine, {
      relay,
      steady: () => isSteady(relay),
      mayConnect: () => isHome(relay) || mayConnect(homes.primary(), relay),
      listener: {
        delivered: (delivery) => {
          const session = sessions.get(relay);
          const reader = mailboxes.get(toHex(delivery.mailbox))?.at(relay);
          if (session) reader?.delivered(session, delivery);
        },
        replaced: (address) => {
          const reader = mailboxes.get(toHex(address))?.at(relay);
          if (reader === undefined) return;
          reader.replaced();
          troubles.report(
            handsetError('MAILBOX_REPLACED', 'Another instance reads a mailbox of this handset.'),
          );
        },
      },
      begin: async (begun) => {
        sessions.set(relay, begun);
        tried.add(relay);
        expected.delete(relay);
        if (isHome(relay)) {
          troubles.over();
          skew.note(relay, begun.welcome.serverTimeMs);
        }
        for (const tell of welcomeListeners) tell(relay, begun.welcome.logHead);
        await Promise.all(readersAt(relay).map((reader) => listen(reader, begun)));
      },
      tell: (told, retryInMs) => {
        // A relay that stays away changes nothing with each try.
        if (told === 'offline') tried.add(relay);
        if (told === 'offline' && (sessions.delete(relay) || expected.has(relay))) gone(relay);
        states.tell(relay, told, retryInMs);
      },
      failed: (error) => {
        // No network is a state, not a trouble; what a relay of ours says against us is one.
        const isSaid = isSottoError(error, 'RELAY_REFUSED') || isNotAdmitted(error);
        if (isSaid && isSteady(relay)) troubles.report(error);
      },
    });

  // Nothing more is expected from this relay for now, so mailboxes there may be quiet.
  const gone = (relay: RelayUrl): void => {
    expected.delete(relay);
    for (const mailbox of mailboxes.values()) if (mailbox.relays().includes(relay)) mailbox.stir();
  };

  /** Sees to it that there is a line wherever one is needed. */
  const keepLines = (): void => {
    if (!isStarted) return;
    const needed = new Set(homes.relays());
    for (const mailbox of mailboxes.values()) for (const each of mailbox.relays()) needed.add(each);
    for (const relay of needed) {
      if (!tried.has(relay)) void expect(relay);
      line(relay).look();
    }
  };

  const expect = async (relay: RelayUrl): Promise<void> => {
    tried.add(relay);
    expected.add(relay);
    await engine.clock.sleep(handsetLimits.drainPatienceMs, engine.stopping).catch(nothing);
    if (expected.has(relay)) gone(relay);
  };

  const { open, ...made } = createMailboxMaking(engine, line);

  const listen = async (reader: MailboxReader, to: RelaySession): Promise<void> => {
    const isOver = (): boolean => to !== sessions.get(to.relay) || engine.stopping.aborted;
    try {
      await reader.listen(to);
    } catch (error) {
      if (isOver()) return;
      troubles.report(error);
      const { admissionRetryMs, storeRetryMs } = handsetLimits;
      void engine.clock
        .sleep(
          isNotAdmitted(error) ? admissionRetryMs : storeRetryMs,
          AbortSignal.any([engine.stopping, again.signal]),
        )
        .catch(nothing)
        .then(() => (isOver() ? undefined : listen(reader, to)));
    }
  };

  const listenAt = (address: MailboxAddress, mailbox: Mailbox, relay: RelayUrl): void => {
    if (held.has(toHex(address))) return;
    const session = sessions.get(relay);
    const reader = mailbox.at(relay);
    if (session && reader) void listen(reader, session);
  };

  const tryAgain = (): void => {
    again.abort();
    again = new AbortController();
  };

  homes.watch(() => {
    keepLines();
    states.look();
    tryAgain();
  });

  return {
    ...createRegisters(engine, line),
    ...made,
    start: () => {
      isStarted = true;
      keepLines();
    },
    session: (relay, signal) => line(relay).session(signal),
    patiently: (relay, signal) => line(relay).patiently(signal),
    read: (address, owner) => {
      const mailbox = createMailbox(engine, {
        owner,
        reopen: async (at, { readKey }) => (engine.opens === false ? undefined : open(at, readKey)),
        troubles,
        backlog,
        session: (relay) => sessions.get(relay),
        isExpected: (relay) => expected.has(relay),
      });
      mailboxes.set(toHex(address), mailbox);
      owners.set(toHex(address), owner);
      keepLines();
      for (const relay of mailbox.relays()) listenAt(address, mailbox, relay);
    },
    reread: (address) => {
      const mailbox = mailboxes.get(toHex(address));
      if (mailbox === undefined) return;
      const isNew = (relay: RelayUrl): boolean => !mailbox.known().includes(relay);
      const added = mailbox.relays().filter(isNew);
      mailbox.forgetOthers();
      keepLines();
      for (const relay of added) listenAt(address, mailbox, relay);
      mailbox.stir();
    },
    unread: (address) => {
      mailboxes.delete(toHex(address));
      owners.delete(toHex(address));
    },
    hold: (address) => void held.add(toHex(address)),
    release: (address) => {
      if (!held.delete(toHex(address))) return;
      const mailbox = mailboxes.get(toHex(address));
      if (mailbox === undefined) return;
      for (const relay of mailbox.relays()) listenAt(address, mailbox, relay);
    },
    owner: (address) => owners.get(toHex(address)),
    reading: () =>
      [...owners.values()].flatMap((owner) => {
        const mailbox = owner.mailbox();
        if (mailbox === undefined) return [];
        const positions = new Map(mailbox.relays.map((relay) => [relay, owner.position(relay)]));
        return { mailbox: { ...mailbox, readSeed: settle(mailbox.readSeed.slice()) }, positions };
      }),
    quiet: (address) => mailboxes.get(toHex(address))?.quiet() ?? false,
    watchWelcomes: (listener) => void welcomeListeners.add(listener),
    state: states.state,
    clockSkewMs: skew.ms,
    nudge: () => {
      tryAgain();
      for (const each of lines.values()) each.nudge();
      for (const [relay, session] of sessions)
        for (const reader of readersAt(relay)) if (reader.resume()) void listen(reader, session);
    },
    stopped: async () => {
      await Promise.all(Array.from(lines.values(), ({ done }) => done));
      await Promise.all(Array.from(mailboxes.values(), (mailbox) => mailbox.idle()));
    },
  };
}

function nothing(): void {}
