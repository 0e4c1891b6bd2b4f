import type { Crypto } from '@sotto/core';
import { bytesEqual, labelBytes, labels } from '@sotto/protocol';
import { concat } from '../bytes.ts';
import { handsetLimits } from '../limits.ts';
import { registerOn } from '../sync/registers.ts';
import type { RelaySession } from '../sync/relay-session.ts';
import { misbehaves } from '../sync/wire.ts';
import type { Life } from './life-record.ts';

/**
 * Registers lives at one relay, in order. Resolves with the first of which it says that another body was there before ours, or
 * `undefined` when all are ours. @throws what `registerOn` throws
 */
export async function registerLives(
  crypto: Crypto,
  deviceSeed: Uint8Array,
  session: RelaySession,
  lives: readonly Life[],
  signal: AbortSignal,
): Promise<Life | undefined> {
  for (const life of lives) {
    const body = await crypto.hash('SHA-256', life.nonce);
    const token = await lifeToken(crypto, deviceSeed, life.number);
    const { lifeTtlSeconds } = handsetLimits;
    const { position, before, full } = await registerOn(
      session,
      token,
      body,
      lifeTtlSeconds,
      signal,
    );
    const first = position === 0 && !full ? body : before[0];
    if (first === undefined) throw misbehaves();
    if (!bytesEqual(first, body)) return life;
  }
  return undefined;
}

/** 32 bytes: HKDF-Expand from the device's seed, with the label and the number as 8 bytes, big-endian. */
export async function lifeToken(
  crypto: Pick<Crypto, 'hkdfExpand'>,
  deviceSeed: Uint8Array,
  number: number,
): Promise<Uint8Array> {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(number));
  const info = concat(labelBytes(labels.lifeToken), counter);
  return crypto.hkdfExpand('SHA-256', deviceSeed, info, 32);
}
