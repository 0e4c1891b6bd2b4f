import { isSottoError, SottoError } from '@sotto/core';
import type { LinkErrorCode, RegisterToken, RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { RelayLine } from './relay-line.ts';
import type { RelaySession } from './relay-session.ts';
import { within } from './within.ts';
import { expectAnswer } from './wire.ts';

export interface LookedUp {
  readonly relay: RelayUrl;
  /** In the relay's order; empty when it has no such register. */
  readonly bodies: readonly Uint8Array[];
}

export interface Registered {
  readonly relay: RelayUrl;
  /** Of the body, from 0; with `full`, how many are there. */
  readonly position: number;
  /** The bodies that came first. */
  readonly before: readonly Uint8Array[];
  /** The register holds all it may, and not this body. */
  readonly full: boolean;
}

/** Registers at several relays, of which any may be away. */
export interface Registers {
  /** See `Sync.sessionAny`. */
  readonly sessionAny: (relays: readonly RelayUrl[], signal: AbortSignal) => Promise<RelaySession>;
  /** See `Sync.lookup`. */
  readonly lookup: (
    relays: readonly RelayUrl[],
    token: Uint8Array,
    signal: AbortSignal,
  ) => Promise<readonly LookedUp[]>;
  /** See `Sync.register`. */
  readonly register: (
    relays: readonly RelayUrl[],
    token: Uint8Array,
    body: Uint8Array,
    ttlSeconds: number,
    signal: AbortSignal,
  ) => Promise<Registered>;
}

export function createRegisters(
  { clock, stopping }: Pick<Engine, 'clock' | 'stopping'>,
  line: (relay: RelayUrl) => RelayLine,
): Registers {
  /** The first that gives something, in order. Each is given so long; all but the last are waited for patiently. */
  const firstOf = async <T>(
    relays: readonly RelayUrl[],
    eachMs: number,
    given: AbortSignal,
    ask: (relay: RelayUrl, isLast: boolean, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.any([given, stopping]);
    const refusals: unknown[] = [];
    for (const [index, relay] of relays.entries()) {
      try {
        const isLast = index === relays.length - 1;
        const answer = await within(clock, eachMs, signal, (limited) =>
          ask(relay, isLast, limited),
        );
        if (answer !== undefined) return answer;
      } catch (error) {
        if (signal.aborted || !isSottoError(error)) throw error;
        refusals.push(error);
      }
    }
    throw worst(refusals);
  };

  return {
    sessionAny: (relays, signal) =>
      firstOf(relays, handsetLimits.sessionTryMs, signal, (relay, _isLast, limited) =>
        line(relay).session(limited),
      ),
    lookup: async (relays, token, given) => {
      const signal = AbortSignal.any([given, stopping]);
      const refusals: unknown[] = [];
      const ask = async (relay: RelayUrl): Promise<LookedUp | undefined> => {
        try {
          return await within(clock, handsetLimits.registerFailoverMs, signal, async (limited) => {
            const session = await line(relay).session(limited);
            const answer = await session.request(
              { kind: 'lookup', token: token as RegisterToken },
              limited,
            );
            return { relay, bodies: expectAnswer(answer, 'lookedUp').bodies };
          });
        } catch (error) {
          if (signal.aborted || !isSottoError(error)) throw error;
          refusals.push(error);
          return undefined;
        }
      };
      const found = (await Promise.all(relays.map(ask))).filter((each) => each !== undefined);
      if (found.length === 0) throw worst(refusals);
      return found;
    },
    register: (relays, token, body, ttlSeconds, signal) =>
      firstOf(relays, handsetLimits.registerFailoverMs, signal, async (relay, isLast, limited) => {
        for (;;) {
          const { session, patiently } = line(relay);
          const at = await (isLast ? session(limited) : patiently(limited));
          try {
            return await registerOn(at, token, body, ttlSeconds, limited);
          } catch (error) {
            // It may be registered there now: asking the next at once could make two orders of it.
            if (isLast || limited.aborted || !isOfConnection(error)) throw error;
          }
        }
      }),
  };
}

/** Registers over one session. @throws RELAY_REFUSED, RELAY_MISBEHAVES and what `RelaySession.request` throws */
export async function registerOn(
  session: RelaySession,
  token: Uint8Array,
  body: Uint8Array,
  wantedSeconds: number,
  signal?: AbortSignal,
): Promise<Registered> {
  const ttlSeconds = Math.min(wantedSeconds, session.limits.maxTtlSeconds);
  const answer = await session.request(
    { kind: 'register', token: token as RegisterToken, body, ttlSeconds },
    signal,
  );
  const { position, before, full } = expectAnswer(answer, 'registered');
  return { relay: session.relay, position, before, full };
}

function isOfConnection(error: unknown): boolean {
  return isSottoError(error, 'LINK_CLOSED') || isSottoError(error, 'RELAY_TIMEOUT');
}

// What a relay says against us is worth more than that another was away.
function worst(errors: readonly unknown[]): unknown {
  const said = errors.find((error) => isSottoError(error, 'RELAY_REFUSED'));
  return (
    said ??
    new SottoError<LinkErrorCode>('LINK_UNREACHABLE', 'None of the relays can be reached.', {
      cause: errors[0],
      retryable: true,
    })
  );
}
