import type { RelayUrl } from '@sotto/core';
import { handsetLimits } from '../limits.ts';
import type { Life, LivesRecord } from './life-record.ts';

/** The record with one more life, of which no relay has heard. */
export function nextLife(
  before: LivesRecord | undefined,
  nonce: Uint8Array,
  nowMs: number,
): LivesRecord {
  const lives = before?.lives ?? [];
  const number = (lives.at(-1)?.number ?? 0) + 1;
  return {
    leaptTo: 0,
    heard: [],
    ttlSeconds: handsetLimits.lifeTtlSeconds,
    ...before,
    lives: [...lives, { number, nonce }].slice(-handsetLimits.maxLivesKept),
    sinceMs: nowMs,
  };
}

/**
 * The record after the store was found to be an older copy. It goes on at a number that no other copy counts to, as the numbers that
 * come next belong to whoever used them first.
 */
export function leap(before: LivesRecord, random: Uint8Array, nowMs: number): LivesRecord {
  const nonce = random.slice(0, 16);
  const distance = Number(
    new DataView(random.buffer, random.byteOffset + 16, 8).getBigUint64(0) >> 19n,
  );
  const number = presentLife(before).number + leastLeap + distance;
  return {
    lives: [{ number, nonce }],
    leaptTo: number,
    sinceMs: nowMs,
    heard: [],
    ttlSeconds: handsetLimits.lifeTtlSeconds,
  };
}

/** Random bytes that `leap` takes. */
export const leapBytes = 24;
// More starts than any handset lives to see. A leap is up to 2^45 further, so hundreds of them fit below 2^53.
const leastLeap = 2 ** 24;

function presentLife({ lives }: LivesRecord): Life {
  return lives[lives.length - 1] ?? never();
}

/** Lives of which a relay has not heard yet, in order. */
export function unheardLives({ lives, heard }: LivesRecord, relay: RelayUrl): readonly Life[] {
  const known = heard.find((each) => each.relay === relay)?.number ?? 0;
  return lives.filter(({ number }) => number > known);
}

/** The record after a relay has heard of all lives up to this one. */
export function withHeard(
  record: LivesRecord,
  relay: RelayUrl,
  number: number,
  ttlSeconds: number,
): LivesRecord {
  const others = record.heard.filter((each) => each.relay !== relay);
  return {
    ...record,
    heard: [...others, { relay, number }],
    ttlSeconds: Math.min(record.ttlSeconds, ttlSeconds),
  };
}

/** Relays may have dropped what followed a life that is this old, so nobody can tell any more whether it is the last. */
export function isTooOld({ sinceMs, ttlSeconds }: LivesRecord, nowMs: number): boolean {
  const mostMs = Math.min(handsetLimits.maxLifeAgeMs, (ttlSeconds * 1_000 * 2) / 3);
  return Math.abs(nowMs - sinceMs) > mostMs;
}

function never(): never {
  throw new Error('There is always a life.');
}
