import { isSottoError, SottoError } from '@sotto/core';
import type { LinkErrorCode, RelayUrl } from '@sotto/core';
import type { ConnectionState } from '../api.ts';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { openSession } from './open-session.ts';
import type { RelaySession, SessionListener } from './relay-session.ts';

/**
 * Keeps a connection to one relay for as long as somebody wants it: connects, waits longer after each failure with full jitter, notices
 * dead connections and sleep, connects again.
 */
export interface RelayLine {
  /**
   * The session: at once when there is one, else the outcome of a try that begins now.
   * @throws whatever that try failed with, or the signal's reason
   */
  readonly session: (signal: AbortSignal) => Promise<RelaySession>;
  /** The session, however long it takes until there is one. @throws only the signal's reason */
  readonly patiently: (signal: AbortSignal) => Promise<RelaySession>;
  /** Tries at once, and makes sure of a connection that is there. */
  readonly nudge: () => void;
  /** What `steady` says may have changed. */
  readonly look: () => void;
  /** Resolves when the line has ended after `stopping`. */
  readonly done: Promise<void>;
}

export interface LineOptions {
  readonly relay: RelayUrl;
  readonly listener: Omit<SessionListener, 'ended'>;
  /** True: connected always. False: while somebody asks for it, and a little longer. May change: see `look`. */
  readonly steady: () => boolean;
  /** False: nobody is connected to, and every try fails with LINK_UNREACHABLE. Asked before each. */
  readonly mayConnect: () => boolean;
  /** Runs for each session before anyone else gets it. Its failure ends the session. */
  readonly begin: (session: RelaySession) => Promise<void>;
  readonly tell: (state: ConnectionState, retryInMs?: number) => void;
  readonly failed: (error: unknown) => void;
}

export function createRelayLine(
  engine: Pick<Engine, 'crypto' | 'link' | 'clock' | 'stopping'>,
  options: LineOptions,
): RelayLine {
  const { stopping, clock, crypto } = engine;
  let current: RelaySession | undefined;
  let trying: PromiseWithResolvers<RelaySession> | undefined;
  let arrival = Promise.withResolvers<RelaySession>();
  let interrupt: AbortController | undefined;
  let connecting = false;
  let nudged = false;
  let isIdle = false;
  let askers = 0;
  let failures = 0;

  const connect = async (): Promise<{ readonly stayAwayMs: number | undefined }> => {
    trying ??= attempt();
    connecting = true;
    options.tell('connecting');
    let session: RelaySession | undefined;
    let watching: ReturnType<typeof watch> | undefined;
    let isOver = false;
    const ended = (): void => {
      isOver = true;
      if (current === undefined) return;
      current = undefined;
      arrival = Promise.withResolvers();
    };
    try {
      if (!options.mayConnect()) throw outOfBounds();
      session = await openSession(engine, options.relay, { ...options.listener, ended });
      watching = watch(session);
      await options.begin(session);
      if (isOver) throw (await session.ended).error;
    } catch (error) {
      session?.end({ error });
      connecting = false;
      trying.reject(error);
      trying = undefined;
      if (!stopping.aborted) options.failed(error);
      return { stayAwayMs: isSottoError(error) ? error.retryAfterMs : undefined };
    }
    connecting = false;
    current = session;
    trying.resolve(session);
    trying = undefined;
    arrival.resolve(session);
    options.tell('online');
    const end = await watching;
    return { stayAwayMs: end.stayAwayMs };
  };

  // Looks at the session from time to time, until it is over; from its welcome on, so that none begins for ever.
  const watch = async (session: RelaySession): Promise<{ readonly stayAwayMs?: number }> => {
    const over = new AbortController();
    void session.ended.then(() => over.abort());
    const signal = AbortSignal.any([over.signal, stopping]);
    let last = clock.now();
    for (let looks = 0; !signal.aborted; looks++) {
      await pause(handsetLimits.watchIntervalMs, signal);
      if (signal.aborted) break;
      const awake =
        Math.abs(clock.now() - last - handsetLimits.watchIntervalMs) < handsetLimits.sleepJumpMs;
      last = clock.now();
      session.look(awake);
      if (looks > 0 && current === session) failures = 0;
      const isWanted = askers > 0 || options.steady();
      if (!isWanted && session.quietLooks() >= handsetLimits.lingerLooks)
        session.end({ error: lingered() });
    }
    if (stopping.aborted) session.end({ error: stopping.reason });
    return session.ended;
  };

  const run = async (): Promise<void> => {
    while (!stopping.aborted) {
      if (!options.steady() && askers === 0) {
        isIdle = true;
        await interruptible(Number.MAX_SAFE_INTEGER);
        isIdle = false;
        continue;
      }
      const { stayAwayMs } = await connect();
      if (stopping.aborted) break;
      failures += 1;
      const waitMs = backoffMs(crypto.random(4), failures, stayAwayMs);
      options.tell('offline', waitMs);
      await interruptible(waitMs);
    }
    trying?.reject(stopping.reason);
    options.tell('offline');
  };

  // Waits, unless someone has asked in the meantime.
  const interruptible = async (ms: number): Promise<void> => {
    if (!nudged) {
      interrupt = new AbortController();
      await pause(ms, AbortSignal.any([interrupt.signal, stopping]));
      interrupt = undefined;
    }
    nudged = false;
  };

  const hurry = (): void => {
    if (current !== undefined || connecting) return;
    nudged = true;
    interrupt?.abort();
  };

  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    const bounded = Math.min(ms, 2 ** 31 - 1);
    try {
      await clock.sleep(bounded, signal);
    } catch {
      // The only rejection of a sleep is its abort, which is what ends this wait early.
    }
  };

  const asking = async (
    signal: AbortSignal,
    isHasty: boolean,
    outcome: () => Promise<RelaySession>,
  ): Promise<RelaySession> => {
    signal.throwIfAborted();
    stopping.throwIfAborted();
    if (current !== undefined) return current;
    askers += 1;
    try {
      const wanted = outcome();
      if (isHasty || (!options.steady() && askers === 1)) hurry();
      return await unlessAborted(wanted, AbortSignal.any([signal, stopping]));
    } finally {
      askers -= 1;
    }
  };

  return {
    session: (signal) => asking(signal, true, () => (trying ??= attempt()).promise),
    patiently: (signal) => asking(signal, false, () => arrival.promise),
    nudge: () => {
      failures = 0;
      current?.look(false);
      hurry();
    },
    look: () => {
      if (isIdle && options.steady()) hurry();
    },
    done: run(),
  };
}

function outOfBounds(): Error {
  return new SottoError<LinkErrorCode>('LINK_UNREACHABLE', 'The relay may not be connected to.', {
    retryable: true,
  });
}

function lingered(): Error {
  return new SottoError<LinkErrorCode>('LINK_CLOSED', 'The connection was not needed any more.', {
    retryable: true,
  });
}

function attempt(): PromiseWithResolvers<RelaySession> {
  const made = Promise.withResolvers<RelaySession>();
  // Nobody may be waiting for this one; whoever does gets the error.
  made.promise.catch(() => undefined);
  return made;
}

/** Full jitter: anywhere from 0 to a bound that doubles, but never sooner than the relay asks. */
export function backoffMs(
  random: Uint8Array,
  failures: number,
  stayAwayMs: number | undefined,
): number {
  const { minBackoffMs, maxBackoffMs } = handsetLimits;
  const bound = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(failures - 1, 20));
  const fraction = new DataView(random.buffer, random.byteOffset, 4).getUint32(0) / 2 ** 32;
  return Math.min(stayAwayMs ?? 0, maxBackoffMs * 10) + Math.floor(bound * fraction);
}
