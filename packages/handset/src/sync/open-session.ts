import type { Clock, RelayUrl } from '@sotto/core';
import { frameLimits } from '@sotto/protocol';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import { converse, timedOut } from './relay-session.ts';
import type { RelaySession, SessionListener } from './relay-session.ts';
import { expectAnswer } from './wire.ts';

/** Connects and says hello. @throws LINK_UNREACHABLE, LINK_REFUSED, LINK_CLOSED, RELAY_TIMEOUT, RELAY_REFUSED, RELAY_MISBEHAVES */
export async function openSession(
  engine: Pick<Engine, 'link' | 'clock' | 'crypto' | 'stopping'>,
  relay: RelayUrl,
  listener: SessionListener,
): Promise<RelaySession> {
  const late = new AbortController();
  const timer = new AbortController();
  const signal = AbortSignal.any([engine.stopping, late.signal]);
  const timeout = expire(engine.clock, timer.signal).then((expired) => {
    if (expired) late.abort(timedOut());
  });
  try {
    const { maxMessageBytes } = frameLimits;
    const connection = await engine.link.connect(relay, { signal, maxMessageBytes });
    const session = converse(engine.crypto, relay, connection, listener);
    const abort = (): void => session.end({ error: signal.reason });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      const welcome = expectAnswer(await session.request({ kind: 'hello', version: 1 }), 'welcome');
      session.begin(welcome);
    } catch (error) {
      session.end({ error });
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
    return session;
  } finally {
    timer.abort();
    await timeout;
  }
}

async function expire(clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(handsetLimits.connectTimeoutMs, signal);
    return true;
  } catch {
    // The only rejection of a sleep is its abort: the connection was there in time.
    return false;
  }
}
