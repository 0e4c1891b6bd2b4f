import type { RelayWelcome } from './wire.ts';
import { handsetLimits } from '../limits.ts';

/** What a relay allows, as far as this handset acts on it. */
export interface RelayLimits {
  readonly maxMessageBytes: number;
  readonly maxFramesPerMessage: number;
  readonly maxRequestsUnderWay: number;
  readonly maxTtlSeconds: number;
  readonly maxBlobPartBytes: number;
  readonly maxBlobBytes: number;
}

/** The relay's own numbers; a missing or senseless one counts as a small one, so that a relay cannot make us misbehave. */
export function readRelayLimits({ limits }: RelayWelcome): RelayLimits {
  const atLeast = (value: number | bigint | undefined, least: number): number =>
    Math.max(least, Math.min(Number(value ?? 0), Number.MAX_SAFE_INTEGER));
  return {
    maxMessageBytes: Math.min(atLeast(limits?.maxMessageBytes, 131_072), handsetLimits.maxConnectionMessageBytes),
    maxFramesPerMessage: Math.min(atLeast(limits?.maxFramesPerMessage, 1), 64),
    maxRequestsUnderWay: Math.min(atLeast(limits?.maxRequestsUnderWay, 1), 1_024),
    maxTtlSeconds: atLeast(limits?.maxTtlSeconds, 60),
    maxBlobPartBytes: atLeast(limits?.maxBlobPartBytes, 4_096),
    maxBlobBytes: atLeast(limits?.maxBlobBytes, 0),
  };
}
