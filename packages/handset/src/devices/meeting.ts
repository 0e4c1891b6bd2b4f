import type { Crypto, RegisterToken, RelayUrl } from '@sotto/core';
import { isSottoError } from '@sotto/core';
import { labelBytes, labels } from '@sotto/protocol';
import type { Label } from '@sotto/protocol';
import { concat } from '../bytes.ts';
import { openEnvelope, sealEnvelope } from '../conversation/envelope.ts';
import { handsetError } from '../error.ts';
import { handsetLimits } from '../limits.ts';
import { registerOn } from '../sync/registers.ts';
import type { Sync } from '../sync/sync.ts';
import { expectAnswer } from '../sync/wire.ts';

/**
 * The place where a new device and one that its person has already meet: registers at a relay, one for each step, whose names and keys
 * follow from the secret in the code. The first body of a register counts, so a code serves one pair of devices, and saying the same
 * again after a crash changes nothing. docs/states/devices.md has the steps.
 */
export const steps = { offer: 0, proof: 1, link: 2, keyPackage: 3, welcome: 4 } as const;

/** Where the two are. */
export interface Meeting {
  readonly relay: RelayUrl;
  readonly secret: Uint8Array;
  /** From 0, to `maxLinkAttempts`: each has steps of its own. */
  readonly attempt: number;
}

export interface MeetingPoint {
  readonly token: RegisterToken;
  readonly key: Uint8Array;
}

type Way = Pick<Sync, 'session'>;

const stepsPerAttempt = 8;

/** Where one step is said, and under which key. */
async function meetingPoint(
  crypto: Crypto,
  { secret, attempt }: Pick<Meeting, 'secret' | 'attempt'>,
  step: number,
): Promise<MeetingPoint> {
  const number = Uint8Array.of(attempt * stepsPerAttempt + step);
  const derive = (label: Label): Promise<Uint8Array> =>
    crypto.hkdfExpand('SHA-256', secret, concat(labelBytes(label), number), 32);
  return {
    token: (await derive(labels.deviceStepToken)) as RegisterToken,
    key: await derive(labels.deviceStepKey),
  };
}

export async function sealStep(
  crypto: Crypto,
  at: Pick<Meeting, 'secret' | 'attempt'>,
  step: number,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const { key } = await meetingPoint(crypto, at, step);
  return sealEnvelope(crypto, key, plaintext);
}

/**
 * Says a step. @throws DEVICE_CODE_USED when another body was said there first, codes of the relay and the link that pass
 */
export async function sayStep(
  crypto: Crypto,
  sync: Way,
  at: Meeting,
  step: number,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const { token } = await meetingPoint(crypto, at, step);
  const session = await sync.session(at.relay, signal);
  const ttlSeconds = handsetLimits.deviceStepTtlSeconds;
  const { position, full } = await registerOn(session, token, body, ttlSeconds, signal);
  if (position !== 0 || full) throw handsetError('DEVICE_CODE_USED', 'This code was used before.');
}

/** What was said at a step, or `undefined` while nothing was that this key opens. @throws codes of the relay and the link that pass */
export async function hearStep(
  crypto: Crypto,
  sync: Way,
  at: Meeting,
  step: number,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { token, key } = await meetingPoint(crypto, at, step);
  const session = await sync.session(at.relay, signal);
  const answer = await session.request({ kind: 'lookup', token }, signal);
  const [first] = expectAnswer(answer, 'lookedUp').bodies;
  return first && openEnvelope(crypto, key, first);
}

/** Whether something is tried again: no relay, or one that is busy. */
export function isPassing(error: unknown): boolean {
  return isSottoError(error) && error.retryable && /^(LINK|RELAY)_/.test(error.code);
}
