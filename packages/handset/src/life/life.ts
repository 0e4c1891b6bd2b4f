import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import type { Troubles } from '../events/troubles.ts';
import { handsetLimits } from '../limits.ts';
import { createSerial } from '../serial.ts';
import type { Transaction } from '../storage/transaction.ts';
import type { Homes } from '../sync/homes.ts';
import { backoffMs } from '../sync/relay-line.ts';
import type { Sync } from '../sync/sync.ts';
import { decodeLives, encodeLives, livesName, restoredName } from './life-record.ts';
import type { Life as LifeNumber, LivesRecord } from './life-record.ts';
import { isTooOld, leap, leapBytes, nextLife, unheardLives, withHeard } from './life-steps.ts';
import { registerLives } from './register-lives.ts';

/** `first`: this handset is new. `clean`: nothing was done since by another copy of the store. `restored`: the store is an older copy. */
export type LifeOutcome = 'first' | 'clean' | 'restored';

/** Whether the store may be an older copy of itself. docs/states/lives.md has its rules. */
export interface Life {
  /** Known once a home relay was asked, however long that takes. Rejects only with the reason of `stopping`. */
  readonly outcome: Promise<LifeOutcome>;
  /**
   * True when ratchets may be used: the outcome is known, and when the store was an older copy, that was acknowledged since. May become
   * false again when a relay is reached later that knows of another copy: `restored` of the options is called then.
   */
  readonly isClean: () => boolean;
  /** The newest life that a home relay has heard of: what is sent now is sent in it. 0 before the outcome is known. */
  readonly number: () => number;
  /**
   * Resolves when so many more frames, at most `maxFramesPerLife`, may be sent: a life that has sent so many is followed by a new one,
   * which a home relay has heard of before anything is sent in it. Rejects only with the reason of `stopping`.
   */
  readonly spend: (frames: number) => Promise<void>;
  /**
   * Notes in `tx` that every conversation has taken in that the store is an older copy, in the transaction that makes them come back as
   * new leaves. Until it is committed, the outcome of every start is `restored`. When the commit fails, it is to be called again before
   * any ratchet is used.
   */
  readonly acknowledge: (tx: Pick<Transaction, 'remove'>) => void;
  readonly stopped: () => Promise<void>;
}

export interface LifeOptions {
  /** It is known only now, after the outcome was told, that the store is an older copy. */
  readonly restored?: () => void;
}

export type LifeParts = Pick<Engine, 'store' | 'clock' | 'crypto' | 'stopping'> & {
  readonly self: { readonly device: { readonly signaturePrivateKey: Uint8Array } };
  readonly homes: Homes;
};

/** Begins a new life of this handset: stores it, then registers it at the home relays. */
export function createLife(
  engine: LifeParts,
  sync: Pick<Sync, 'patiently'>,
  troubles: Troubles,
  options: LifeOptions = {},
): Life {
  const { store, clock, crypto, stopping, homes } = engine;
  const outcome = Promise.withResolvers<LifeOutcome>();
  // Whoever needs it hears of it; a handset that is locked before is no fault.
  outcome.promise.catch(nothing);
  const serial = createSerial();
  let usable = 0;
  const hearing = new Map<RelayUrl, Promise<void>>();
  let record: LivesRecord | undefined;
  let isRestored = false;
  let isKnown = false;
  let changed = Promise.withResolvers<void>();

  const write = async (next: LivesRecord, restored = false): Promise<void> => {
    const lives = { put: livesName, value: encodeLives(next) };
    const mark = { put: restoredName, value: Uint8Array.of(1) };
    await store.write(restored ? [lives, mark] : [lives]);
    record = next;
    isRestored ||= restored;
    changed.resolve();
    changed = Promise.withResolvers();
  };

  const leapOn = (from: LivesRecord): Promise<void> =>
    write(leap(from, crypto.random(leapBytes), clock.now()), true);

  const begin = async (): Promise<boolean> => {
    const stored = await store.get(livesName);
    const before = stored && decodeLives(stored);
    isRestored = (await store.get(restoredName)) !== undefined;
    const nowMs = clock.now();
    const next = nextLife(before, crypto.random(16), nowMs);
    if (before !== undefined && isTooOld(before, nowMs)) await leapOn(next);
    else await write(next);
    return before === undefined;
  };

  const isHeardBy = (relay: RelayUrl): boolean =>
    record !== undefined && unheardLives(record, relay).length === 0;

  /** Tells one relay of all lives that it has not heard of. */
  const hear = async (relay: RelayUrl): Promise<void> => {
    for (let failures = 1; record !== undefined; failures++) {
      const lives = unheardLives(record, relay);
      if (lives.length === 0 || !homes.relays().includes(relay)) return;
      try {
        const session = await sync.patiently(relay, stopping);
        const seed = engine.self.device.signaturePrivateKey;
        const taken = await registerLives(crypto, seed, session, lives, stopping);
        await serial.run(() => conclude(relay, lives, taken, session.limits.maxTtlSeconds));
        failures = 0;
      } catch (error) {
        stopping.throwIfAborted();
        if (!isSottoError(error) || !error.code.startsWith('LINK_')) troubles.report(error);
        const told = isSottoError(error) ? error.retryAfterMs : undefined;
        await clock.sleep(backoffMs(crypto.random(4), failures, told), stopping);
      }
    }
  };

  const conclude = async (
    relay: RelayUrl,
    lives: readonly LifeNumber[],
    taken: LifeNumber | undefined,
    ttlSeconds: number,
  ): Promise<void> => {
    const last = lives.at(-1);
    // Another relay told meanwhile that these lives are over.
    if (record === undefined || last === undefined || !record.lives.includes(last)) return;
    // No copy counts to where this one leapt but its own copies, which have its nonce: a relay that says so lies.
    if (taken === undefined || taken.number === record.leaptTo) {
      await write(withHeard(record, relay, last.number, ttlSeconds));
      return;
    }
    await leapOn(record);
    hearAll();
    if (!isKnown) return;
    isKnown = false;
    options.restored?.();
    void settle().catch(nothing);
  };

  const hearAll = (): void => {
    for (const relay of homes.relays()) {
      if (hearing.has(relay) || isHeardBy(relay)) continue;
      const run = hear(relay)
        .catch(nothing)
        .finally(() => {
          hearing.delete(relay);
          if (!stopping.aborted) hearAll();
        });
      hearing.set(relay, run);
    }
  };

  const until = async (isSo: () => boolean, signal: AbortSignal): Promise<void> => {
    while (!isSo()) {
      signal.throwIfAborted();
      const ended = Promise.withResolvers<void>();
      const end = (): void => ended.resolve();
      signal.addEventListener('abort', end, { once: true });
      await Promise.race([changed.promise, ended.promise]);
      signal.removeEventListener('abort', end);
    }
  };

  /** Waits for one home, and then a little for the others. */
  const settle = async (): Promise<void> => {
    const some = (): boolean => homes.relays().some(isHeardBy);
    const all = (): boolean => homes.relays().every(isHeardBy);
    do {
      await until(some, stopping);
      const over = new AbortController();
      const grace = AbortSignal.any([over.signal, stopping]);
      const waited = clock
        .sleep(handsetLimits.lifeGraceMs, grace)
        .then(() => over.abort(), nothing);
      await until(() => all() || !some(), grace).catch(nothing);
      over.abort();
      await waited;
      stopping.throwIfAborted();
    } while (!some());
    isKnown = true;
  };

  const renew = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(handsetLimits.lifeLookMs, stopping);
      if (record === undefined || !homes.relays().some(isHeardBy)) continue;
      if (Math.abs(clock.now() - record.sinceMs) < handsetLimits.lifeRenewMs) continue;
      await liveOn();
    }
  };

  const liveOn = async (): Promise<void> => {
    await untilStored(() =>
      serial.run(async () => write(nextLife(record, crypto.random(16), clock.now()))),
    );
    hearAll();
  };

  /** Again and again. Rejects only with the reason of `stopping`. */
  const untilStored = async <T>(job: () => Promise<T>): Promise<T> => {
    for (;;) {
      stopping.throwIfAborted();
      try {
        return await job();
      } catch (error) {
        stopping.throwIfAborted();
        troubles.report(error);
        await clock.sleep(handsetLimits.storeRetryMs, stopping);
      }
    }
  };

  let sent = 0;
  const spending = createSerial();
  const spend = async (frames: number): Promise<void> => {
    await outcome.promise;
    const { maxFramesPerLife } = handsetLimits;
    if (sent > 0 && sent + frames > maxFramesPerLife) {
      await liveOn();
      await until(() => homes.relays().some(isHeardBy), stopping);
      usable = record?.lives.at(-1)?.number ?? usable;
      sent = 0;
    }
    sent += frames;
  };

  const run = async (): Promise<void> => {
    const isFirst = await untilStored(begin);
    homes.watch(hearAll);
    hearAll();
    await settle();
    usable = record?.lives.at(-1)?.number ?? 0;
    outcome.resolve(isRestored ? 'restored' : isFirst ? 'first' : 'clean');
    await renew();
  };

  const running = run().catch((error: unknown) => {
    outcome.reject(error);
  });

  return {
    outcome: outcome.promise,
    isClean: () => isKnown && !isRestored,
    number: () => usable,
    spend: (frames) => spending.run(() => spend(frames)),
    acknowledge: (tx) => {
      tx.remove(restoredName);
      isRestored = false;
    },
    stopped: async () => {
      await running;
      await Promise.all(hearing.values());
      await serial.idle();
    },
  };
}

function nothing(): void {}
