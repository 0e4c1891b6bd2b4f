import { isSottoError } from '@sotto/core';
import type { RelayUrl } from '@sotto/core';
import type { Engine } from '../engine.ts';
import { handsetLimits } from '../limits.ts';
import type { StoredBlob } from '../storage/message-body.ts';
import { backoffMs } from '../sync/relay-line.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import type { Sync } from '../sync/sync.ts';
import { within } from '../sync/within.ts';
import type { RelaysAway } from './relays-away.ts';
import { uploadBlob } from './upload-blob.ts';

/** What came of asking each relay of a blob once. */
export type Brought =
  /** One of them has it whole. */
  | { readonly is: 'there' }
  /** Its message was removed meanwhile. */
  | { readonly is: 'dropped' }
  /** None will ever have it, and why. */
  | { readonly is: 'refused'; readonly code: string }
  /** One may still take it. With `isHeard` one of these did answer, and asked to be left alone for so long if it said. */
  | { readonly is: 'later'; readonly isHeard: boolean; readonly retryAfterMs: number };

export interface BringOptions {
  readonly sync: Pick<Sync, 'session'>;
  readonly away: RelaysAway;
  /** Relays that gave no session lately; they are not asked. What else gives none is added. */
  readonly unreachable: Set<RelayUrl>;
  /** The sealed bytes, read when a relay is there to take them; `undefined` when their message is gone. */
  readonly sealed: () => Promise<Uint8Array | undefined>;
  readonly progress: (doneBytes: number) => void;
}

/** Uploads a blob to the first of its relays that takes it. Each is given a bounded time and a few tries. @throws what `sealed` throws */
export async function bringBlob(
  engine: Engine,
  blob: StoredBlob,
  options: BringOptions,
): Promise<Brought> {
  const { away, unreachable } = options;
  let refusal: string | undefined;
  let isHeard = false;
  let isMissed = false;
  let retryAfterMs = 0;
  for (const relay of away.behind(blob.relays)) {
    const session = unreachable.has(relay) ? undefined : await sessionAt(engine, options, relay);
    if (session === undefined) {
      away.note(relay, true);
      unreachable.add(relay);
      isMissed = true;
      continue;
    }
    const sealed = await options.sealed();
    if (sealed === undefined) return { is: 'dropped' };
    try {
      await bringTo(engine, session, blob, sealed, options.progress);
      away.note(relay, false);
      return { is: 'there' };
    } catch (error) {
      engine.stopping.throwIfAborted();
      if (!isSottoError(error)) throw error;
      if (!error.retryable) {
        refusal ??= error.code;
        continue;
      }
      away.note(relay, true);
      isHeard = true;
      retryAfterMs = Math.max(retryAfterMs, error.retryAfterMs ?? 0);
    }
  }
  if (refusal !== undefined && !isHeard && !isMissed) return { is: 'refused', code: refusal };
  return { is: 'later', isHeard, retryAfterMs };
}

async function sessionAt(
  { clock, stopping }: Engine,
  { sync }: BringOptions,
  relay: RelayUrl,
): Promise<RelaySession | undefined> {
  try {
    return await within(clock, handsetLimits.sessionTryMs, stopping, (signal) =>
      sync.session(relay, signal),
    );
  } catch (error) {
    stopping.throwIfAborted();
    if (!isSottoError(error)) throw error;
    return undefined;
  }
}

/** Goes on where it broke off, as long as something gets there. */
async function bringTo(
  engine: Engine,
  { relay, limits }: RelaySession,
  { id }: StoredBlob,
  sealed: Uint8Array,
  progress: (doneBytes: number) => void,
): Promise<void> {
  const { clock, crypto, stopping } = engine;
  let failures = 0;
  let mostBytes = 0;
  for (;;) {
    try {
      return await uploadBlob(engine, limits, { relay, id }, sealed, (doneBytes) => {
        if (doneBytes > mostBytes) failures = 0;
        mostBytes = Math.max(mostBytes, doneBytes);
        progress(doneBytes);
      });
    } catch (error) {
      stopping.throwIfAborted();
      if (!isSottoError(error) || !error.retryable) throw error;
      const { retryAfterMs = 0 } = error;
      failures += 1;
      // Another relay may take it sooner than that.
      if (failures >= handsetLimits.maxBlobTries || retryAfterMs > handsetLimits.blobCallMs)
        throw error;
      await clock.sleep(backoffMs(crypto.random(4), failures, retryAfterMs), stopping);
    }
  }
}
