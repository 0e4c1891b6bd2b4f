import type { Clock, Crypto, Link, RelayUrl } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import { openSession } from '../sync/open-session.ts';
import { registerOn } from '../sync/registers.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import { expectAnswer } from '../sync/wire.ts';
import type { RegisterToken } from '@sotto/core';
import { within } from '../sync/within.ts';
import type { Watch } from './watch-record.ts';
import { commandAmong, receiptOf } from './wipe-secret.ts';

export interface ObeyParts {
  readonly crypto: Crypto;
  readonly link: Link;
  readonly clock: Clock;
}

/** Looks for the command at each relay, over a connection of its own. Whether one cannot be reached does not matter: it is asked again. */
export async function lookForCommand(
  parts: ObeyParts,
  watch: Watch,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const ask = (relay: RelayUrl): Promise<Uint8Array | undefined> =>
    atRelay(parts, relay, signal, async (session, limited) => {
      const request = { kind: 'lookup', token: watch.token as RegisterToken } as const;
      const { bodies } = expectAnswer(await session.request(request, limited), 'lookedUp');
      return commandAmong(parts.crypto, watch, bodies);
    });
  const found = await Promise.allSettled(watch.relays.map(ask));
  signal.throwIfAborted();
  return found
    .map((each) => (each.status === 'fulfilled' ? each.value : undefined))
    .find((each) => each !== undefined);
}

/** Says that the device has the command and wipes itself, as far as that can be said in a moment: nothing waits for it longer. */
export async function sayObeyed(
  parts: ObeyParts,
  relays: readonly RelayUrl[],
  command: Uint8Array,
): Promise<void> {
  const { token, body } = await receiptOf(parts.crypto, command);
  const never = new AbortController().signal;
  const { lifeTtlSeconds } = handsetLimits;
  await Promise.allSettled(
    relays.map((relay) =>
      atRelay(parts, relay, never, (session, limited) =>
        registerOn(session, token, body, lifeTtlSeconds, limited),
      ),
    ),
  );
}

async function atRelay<T>(
  parts: ObeyParts,
  relay: RelayUrl,
  signal: AbortSignal,
  ask: (session: RelaySession, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  return within(parts.clock, handsetLimits.wipeAskMs, signal, async (limited) => {
    const listener = { delivered: () => {}, replaced: () => {}, ended: () => {} };
    const session = await openSession({ ...parts, stopping: limited }, relay, listener);
    try {
      return await ask(session, limited);
    } finally {
      session.end({ error: undefined });
    }
  });
}
